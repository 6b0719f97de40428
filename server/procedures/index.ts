import { router } from "../trpc";
import { changePassword } from "./account/change-password";
import { createKey } from "./account/create-key";
import { endSessions } from "./account/end-sessions";
import { getEntrance } from "./account/get-entrance";
import { getProfile } from "./account/get-profile";
import { getSettings } from "./account/get-settings";
import { listAccounts } from "./account/list-accounts";
import { register } from "./account/register";
import { revokeKey } from "./account/revoke-key";
import { setAbout } from "./account/set-about";
import { setBan } from "./account/set-ban";
import { setRole } from "./account/set-role";
import { signIn } from "./account/sign-in";
import { signInWith } from "./account/sign-in-with";
import { signOut } from "./account/sign-out";
import { listAudit } from "./audit/list-audit";
import { getBenchmark } from "./benchmark/get-benchmark";
import { listBenchmarks } from "./benchmark/list-benchmarks";
import { listCells } from "./benchmark/list-cells";
import { listMeasurable } from "./benchmark/list-measurable";
import { startBenchmark } from "./benchmark/start-benchmark";
import { getKeeping } from "./bookmark/get-keeping";
import { listBookmarks } from "./bookmark/list-bookmarks";
import { setBookmark } from "./bookmark/set-bookmark";
import { listComing } from "./catalogue/list-coming";
import { listModels } from "./catalogue/list-models";
import { setVisibility } from "./catalogue/set-visibility";
import { getRest } from "./collection/get-rest";
import { readRest } from "./collection/read-rest";
import { watchCollections } from "./collection/watch-collections";
import { addComment } from "./comment/add-comment";
import { deleteComment } from "./comment/delete-comment";
import { hideComment } from "./comment/hide-comment";
import { listComments } from "./comment/list-comments";
import { getEvaluation } from "./evaluation/get-evaluation";
import { startEvaluation } from "./evaluation/start-evaluation";
import { getFeature } from "./feature/get-feature";
import { pickRandomFeature } from "./feature/pick-random-feature";
import { showRandomFeature } from "./feature/show-random-feature";
import { checkHealth } from "./health/check-health";
import { listImports } from "./import/list-imports";
import { startImport } from "./import/start-import";
import { cancel } from "./job/cancel";
import { listAllJobs } from "./job/list-jobs";
import { retry } from "./job/retry";
import { accept } from "./label/accept";
import { answerQuiz } from "./label/answer-quiz";
import { answerTwin } from "./label/answer-twin";
import { dispute } from "./label/dispute";
import { drawTwin } from "./label/draw-twin";
import { edit } from "./label/edit";
import { exportLabels } from "./label/export-labels";
import { getHistory } from "./label/get-history";
import { getNext } from "./label/get-next";
import { getQuiz } from "./label/get-quiz";
import { getTwinBoard } from "./label/get-twin-board";
import { hide } from "./label/hide";
import { listLabels } from "./label/list-labels";
import { propose } from "./label/propose";
import { searchLabels } from "./label/search-labels";
import { solveTwin } from "./label/solve-twin";
import { vote } from "./label/vote";
import { withdraw } from "./label/withdraw";
import { arrangeList } from "./list/arrange-list";
import { browseLists } from "./list/browse-lists";
import { createList } from "./list/create-list";
import { deleteList } from "./list/delete-list";
import { editList } from "./list/edit-list";
import { forkList } from "./list/fork-list";
import { getList } from "./list/get-list";
import { hideList } from "./list/hide-list";
import { listsOf } from "./list/lists-of";
import { setMember } from "./list/set-member";
import { findMatches } from "./map/find-matches";
import { getCards } from "./map/get-cards";
import { getMap } from "./map/get-map";
import { getNearest } from "./map/get-nearest";
import { getNeighbourhood } from "./map/get-neighbourhood";
import { getPicture } from "./map/get-picture";
import { getPoints } from "./map/get-points";
import { followLayers } from "./map/follow-layers";
import { getPrefixTree } from "./map/get-prefix-tree";
import { getSplitting } from "./map/get-splitting";
import { listHidden } from "./moderation/list-hidden";
import { exportBlock } from "./sae/export-block";
import { getSae } from "./sae/get-sae";
import { browseSafety } from "./safety/browse-safety";
import { judgeSafety } from "./safety/judge";
import { limitSteering } from "./safety/limit-steering";
import { listSafetyFeatures } from "./safety/list-features";
import { find } from "./search/find";
import { followLink } from "./share/follow-link";
import { makeLink } from "./share/make-link";
import { listRecipes } from "./showcase/list-recipes";
import { showFirst } from "./showcase/show-first";
import { findFeatures } from "./steer/find-features";
import { getCost } from "./steer/get-cost";
import { getRun } from "./steer/get-run";
import { readWritten } from "./steer/read-written";
import { scoreOutputs } from "./steer/score-outputs";
import { startRun } from "./steer/start-run";
import { stopRun } from "./steer/stop-run";
import { suggestFeatures } from "./steer/suggest-features";
import { watchRun } from "./steer/watch-run";
import { activateFeature } from "./text/activate-feature";
import { lookThroughLayers } from "./text/look-through-layers";
import { rankByToken } from "./text/rank-by-token";
import { rankOverall } from "./text/rank-overall";
import { readText } from "./text/read-text";
import { readTokens } from "./text/read-tokens";
import { findChain } from "./trace/find-chain";
import { rewritePrompt } from "./trace/rewrite-prompt";
import { tracePrompt } from "./trace/trace-prompt";
import { describeForm } from "./training/describe-form";
import { getTrainingRun } from "./training/get-run";
import { listTrainingRuns } from "./training/list-runs";
import { registerTrainingRun } from "./training/register-run";
import { startTrainingRun } from "./training/start-run";
import { watchTrainingRun } from "./training/watch-run";
import { browseVectors } from "./vector/browse-vectors";
import { deleteVector } from "./vector/delete-vector";
import { editVector } from "./vector/edit-vector";
import { getVector } from "./vector/get-vector";
import { hideVector } from "./vector/hide-vector";
import { keepVector } from "./vector/keep-vector";
import { makeVector } from "./vector/make-vector";

/** In the order in which the API's description has what they answer. */
export const appRouter = router({
  catalogue: router({ list: listModels, coming: listComing, setVisibility }),
  sae: router({ get: getSae, exportBlock }),
  feature: router({ pickRandom: pickRandomFeature, get: getFeature, showRandom: showRandomFeature }),
  label: router({
    ...{ list: listLabels, propose, history: getHistory, edit },
    ...{ vote, dispute, withdraw, accept, hide },
    ...{ quiz: getQuiz, answerQuiz },
    ...{ twin: drawTwin, answerTwin, solveTwin, twinBoard: getTwinBoard },
    ...{ export: exportLabels, next: getNext, search: searchLabels },
  }),
  comment: router({ list: listComments, add: addComment, delete: deleteComment, hide: hideComment }),
  list: router({
    ...{ browse: browseLists, create: createList, get: getList, edit: editList, arrange: arrangeList },
    ...{ setMember, fork: forkList, delete: deleteList, of: listsOf, hide: hideList },
  }),
  bookmark: router({ list: listBookmarks, keeping: getKeeping, set: setBookmark }),
  account: router({
    ...{ profile: getProfile, setAbout, settings: getSettings, list: listAccounts },
    ...{ entrance: getEntrance, register, signIn, signInWith, signOut, changePassword, endSessions },
    ...{ createKey, revokeKey, setBan, setRole },
  }),
  safety: router({
    ...{ browse: browseSafety, features: listSafetyFeatures },
    ...{ judge: judgeSafety, limit: limitSteering },
  }),
  vector: router({
    ...{ browse: browseVectors, make: makeVector, keep: keepVector, get: getVector },
    ...{ edit: editVector, delete: deleteVector, hide: hideVector },
  }),
  audit: router({ list: listAudit }),
  benchmark: router({
    ...{ get: getBenchmark, list: listBenchmarks, start: startBenchmark },
    ...{ listCells, listMeasurable },
  }),
  collection: router({ getRest, readRest, watch: watchCollections }),
  evaluation: router({ get: getEvaluation, start: startEvaluation }),
  health: router({ check: checkHealth }),
  import: router({ list: listImports, start: startImport }),
  job: router({ cancel, list: listAllJobs, retry }),
  map: router({
    ...{ get: getMap, points: getPoints, picture: getPicture, cards: getCards, matches: findMatches },
    ...{
      nearest: getNearest,
      neighbourhood: getNeighbourhood,
      splitting: getSplitting,
      prefixTree: getPrefixTree,
      layers: followLayers,
    },
  }),
  moderation: router({ hidden: listHidden }),
  search: router({ find }),
  share: router({ follow: followLink, link: makeLink }),
  showcase: router({ first: showFirst, recipes: listRecipes }),
  steer: router({
    ...{ findFeatures, suggest: suggestFeatures, cost: getCost, readWritten, scoreOutputs },
    ...{ get: getRun, start: startRun, stop: stopRun, watch: watchRun },
  }),
  text: router({
    ...{ activateFeature, lookThroughLayers, rankByToken, rankOverall },
    ...{ read: readText, readTokens },
  }),
  trace: router({ ask: tracePrompt, chain: findChain, rewrite: rewritePrompt }),
  training: router({
    ...{ form: describeForm, get: getTrainingRun, list: listTrainingRuns },
    ...{ register: registerTrainingRun, start: startTrainingRun, watch: watchTrainingRun },
  }),
});
export type AppRouter = typeof appRouter;
