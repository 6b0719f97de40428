import type { Secret } from "./secrets";

/**
 * Every way into the program, with requests that try to get at a thing through it. tests/unit/surface.test.ts fails
 * for a page, route or procedure that is not here; tests/db/leaks.test.ts and tests/e2e/leaks.test.ts make the requests
 * as everybody. What is new: add it here with the requests that come nearest to the thing.
 */

type Requests<Request> = (thing: Secret) => Request[];
const always =
  <Request>(...requests: Request[]): Requests<Request> =>
  () =>
    requests;

const twinAnswer = ({ labelId }: Secret) => ({
  labels: [
    { id: labelId, version: 1 },
    { id: labelId, version: 1 },
  ],
  passage: 0,
  picked: 0,
});
const address = ({ model, sae, feature }: Secret) => ({ model, sae, index: String(feature) });
const words = "secretword";

/** Files of app/ that answer to an address, and the addresses to try. */
export const ADDRESSES: Record<string, Requests<string>> = {
  "page.tsx": always("/"),
  "[model]/page.tsx": ({ model }) => [`/${model}`],
  "[model]/[sae]/page.tsx": ({ model, sae }) => [`/${model}/${sae}`, `/${model}/nothing`],
  "[model]/[sae]/random/page.tsx": ({ model, sae }) => [`/${model}/${sae}/random`],
  "[model]/[sae]/[index]/page.tsx": ({ model, sae, feature }) => [
    `/${model}/${sae}/${feature}`,
    `/${model}/${sae}/99999`,
  ],
  "embed/[model]/[sae]/[index]/page.tsx": ({ model, sae, feature }) => [
    `/embed/${model}/${sae}/${feature}`,
    `/embed/${model}/${sae}/99999`,
  ],
  "embed/[model]/[sae]/map/page.tsx": ({ model, sae, feature }) => [
    `/embed/${model}/${sae}/map`,
    `/embed/${model}/${sae}/map?f=${feature}`,
  ],
  "embed/lists/[id]/page.tsx": ({ listId }) => [`/embed/lists/${listId}`],
  "embed/steer/[id]/page.tsx": ({ runId }) => [`/embed/steer/${runId}`],
  "[model]/[sae]/map/page.tsx": ({ model, sae, feature }) => [
    `/${model}/${sae}/map`,
    `/${model}/${sae}/map?f=${feature}&q=${words}`,
  ],
  "benchmark/page.tsx": ({ model, sae, feature }) => [
    "/benchmark",
    `/benchmark?in=${model}/${sae}`,
    `/benchmark?in=${model}/${sae}&f=${feature}`,
  ],
  "api/benchmark/[model]/[sae]/route.ts": ({ model, sae }) => [
    `/api/benchmark/${model}/${sae}`,
    `/api/benchmark/${model}/${sae}?format=csv`,
    `/api/benchmark/${model}/${sae}?format=parquet`,
  ],
  "compare/page.tsx": ({ model, sae, feature }) => [
    "/compare",
    `/compare?a=${model}/${sae}/${feature}&b=${model}/${sae}/${feature}`,
  ],
  "[model]/[sae]/evaluation/page.tsx": ({ model, sae }) => [
    `/${model}/${sae}/evaluation`,
    `/${model}/${sae}/evaluation?by=one`,
  ],
  "api/evaluation/[model]/[sae]/route.ts": ({ model, sae }) => [`/api/evaluation/${model}/${sae}`],
  "[model]/[sae]/splitting/page.tsx": ({ model, sae, feature }) => [
    `/${model}/${sae}/splitting?f=${feature}`,
    `/${model}/${sae}/splitting`,
  ],
  "[model]/[sae]/walk/page.tsx": ({ model, sae, feature }) => [
    `/${model}/${sae}/walk?walk=${feature}`,
    `/${model}/${sae}/walk`,
  ],
  "label/page.tsx": ({ model, sae, feature }) => [
    "/label",
    `/label?in=${model}/${sae}`,
    `/label?feature=${model}/${sae}/${feature}`,
  ],
  "label/twins/page.tsx": ({ model, sae }) => ["/label/twins", `/label/twins?in=${model}/${sae}`],
  "label/quiz/[id]/page.tsx": ({ labelId }) => [`/label/quiz/${labelId}`],
  "lists/page.tsx": always("/lists"),
  "lists/[id]/page.tsx": ({ listId }) => [`/lists/${listId}`],
  "learn/page.tsx": always("/learn"),
  // without a text, which would only keep a worker busy: text.lookThroughLayers is asked below
  "lens/page.tsx": ({ model, sae }) => ["/lens", `/lens?in=${model}/${sae}`],
  "map/page.tsx": always("/map"),
  "problem/page.tsx": always("/problem", "/no-such-model"),
  "register/page.tsx": always("/register"),
  "robots.ts": always("/robots.txt"),
  "s/[id]/route.ts": ({ shortLink }) => [`/s/${shortLink}`, "/s/00000000000"],
  "safety/page.tsx": ({ model, sae }) => ["/safety", `/safety?in=${model}/${sae}&family=secrecy`],
  "search/page.tsx": ({ sae }) => [`/search?q=${words}`, "/search?q=0", `/search?q=${sae}/0`],
  "settings/page.tsx": always("/settings"),
  "sign-in/page.tsx": always("/sign-in"),
  "vectors/page.tsx": always("/vectors"),
  "vectors/[id]/page.tsx": ({ vectorId }) => [`/vectors/${vectorId}`],
  "steer/page.tsx": ({ model, sae, vectorId }) => [
    `/steer?model=${model}&vectors=${vectorId}`,
    ...["/steer", `/steer?model=${model}`, `/steer?feature=${sae}/0`],
  ],
  "steer/[id]/page.tsx": ({ runId }) => [`/steer/${runId}`],
  // without a prompt, which would only keep a worker busy: trace.ask is asked below
  "trace/page.tsx": ({ model, sae }) => ["/trace", `/trace?sae=${model}/${sae}`],
  "u/[name]/page.tsx": always("/u/leak-owner"),
  "admin/page.tsx": always("/admin"),
  "admin/audit/page.tsx": ({ labelId }) => ["/admin/audit", `/admin/audit?subject=label+${labelId}`],
  "admin/import/page.tsx": always("/admin/import"),
  "admin/jobs/page.tsx": always("/admin/jobs", "/admin/jobs?state=failed"),
  "admin/models/page.tsx": always("/admin/models"),
  "admin/moderation/page.tsx": always("/admin/moderation"),
  "admin/train/page.tsx": always("/admin/train"),
  "admin/train/[id]/page.tsx": always("/admin/train/00000000-0000-4000-8000-000000000000"),
  "admin/users/page.tsx": always("/admin/users", "/admin/users?q=leak"),
  "api/auth/callback/[provider]/route.ts": always("/api/auth/callback/github", "/api/auth/session"),
  "api/feature/[model]/[sae]/[index]/route.ts": ({ model, sae, feature }) => [
    `/api/feature/${model}/${sae}/${feature}`,
  ],
  "api/feature/[model]/[sae]/[index]/image/route.ts": ({ model, sae, feature }) => [
    `/api/feature/${model}/${sae}/${feature}/image`,
  ],
  "api-docs/page.tsx": always("/api-docs"),
  "api/explanation/export/route.ts": ({ model, sae }) => [
    `/api/explanation/export?modelId=${model}&saeId=${sae}`,
  ],
  // POST alone; the procedures behind them are text.*, label.search, list.* and steer.*
  "api/activation/new/route.ts": always("/api/activation/new"),
  "api/activation/source/route.ts": always("/api/activation/source"),
  "api/list/add-features/route.ts": always("/api/list/add-features"),
  "api/list/get/route.ts": always("/api/list/get"),
  "api/list/list/route.ts": always("/api/list/list"),
  "api/list/new/route.ts": always("/api/list/new"),
  "api/search-all/route.ts": always("/api/search-all"),
  "api/explanation/search-all/route.ts": always("/api/explanation/search-all"),
  "api/explanation/search/route.ts": always("/api/explanation/search"),
  "api/export/dashboards/[model]/[sae]/route.ts": ({ model, sae }) => [
    `/api/export/dashboards/${model}/${sae}`,
  ],
  "api/export/labels/[model]/[sae]/route.ts": ({ model, sae }) => [
    `/api/export/labels/${model}/${sae}`,
    `/api/export/labels/${model}/${sae}?format=jsonl`,
  ],
  "api/export/lists/[id]/route.ts": ({ listId }) => [`/api/export/lists/${listId}`],
  "api/health/route.ts": always("/api/health"),
  "api/map/[model]/[sae]/picture/route.ts": ({ model, sae, feature }) => [
    `/api/map/${model}/${sae}/picture`,
    `/api/map/${model}/${sae}/picture?f=${feature}`,
  ],
  "api/map/[model]/[sae]/points/route.ts": ({ model, sae }) => [`/api/map/${model}/${sae}/points`],
  "api/search-topk-by-token/route.ts": always("/api/search-topk-by-token"),
  "api/search/route.ts": always(`/api/search?q=${words}`, `/api/search?q=${words}&ranking=words`),
  "api/feature/upload-batch/route.ts": always("/api/feature/upload-batch"),
  "api/model/new/route.ts": always("/api/model/new"),
  "api/source-set/[model]/[name]/route.ts": ({ model, sae }) => [
    `/api/source-set/${model}/${sae}`,
    `/api/source-set/${model}/${sae.replace(/^\d+-/, "")}`,
  ],
  "api/source-set/new/route.ts": always("/api/source-set/new"),
  "api/vector/delete/route.ts": always("/api/vector/delete"),
  "api/vector/get/route.ts": always("/api/vector/get"),
  "api/vector/list-owned/route.ts": always("/api/vector/list-owned"),
  "api/vector/new/route.ts": always("/api/vector/new"),
  "api/steer/route.ts": always("/api/steer"),
  "api/steer/[id]/harness/route.ts": ({ runId }) => [`/api/steer/${runId}/harness`],
  "api/steer/[id]/recipe/route.ts": ({ runId }) => [`/api/steer/${runId}/recipe`],
  "api/v1/[...path]/route.ts": ({ model, sae, feature, labelId, listId, vectorId }) => [
    "/api/v1/models",
    `/api/v1/models/${model}/saes/${sae}`,
    `/api/v1/models/${model}/saes/${sae}/features/${feature}`,
    `/api/v1/models/${model}/saes/${sae}/features/${feature}/labels`,
    `/api/v1/models/${model}/saes/${sae}/features/${feature}/comments`,
    `/api/v1/labels/${labelId}/history`,
    `/api/v1/lists/${listId}`,
    "/api/v1/lists",
    `/api/v1/vectors/${vectorId}`,
    "/api/v1/safety",
    `/api/v1/models/${model}/saes/${sae}/safety/secrecy`,
    "/api/v1/vectors",
    "/api/v1/users/leak-owner/lists",
  ],
  "api/v1/openapi.json/route.ts": always("/api/v1/openapi.json"),
  // the procedures are below, one by one
  "api/trpc/[trpc]/route.ts": always("/api/trpc/catalogue.list"),
};

/**
 * Routes that take a body, and the bodies to try. /api/v1 and /api/trpc take theirs to the procedures below, which are
 * tried one by one.
 */
export const POSTS: Record<string, Requests<unknown>> = {
  "api/activation/new/route.ts": ({ model, sae, feature }) => [
    { feature: { modelId: model, layer: sae, index: feature }, customText: "x" },
  ],
  "api/activation/source/route.ts": ({ model, sae }) => [{ modelId: model, source: sae, customText: "x" }],
  "api/explanation/search-all/route.ts": always({ query: words }),
  "api/explanation/search/route.ts": ({ model, sae }) => [
    { query: words },
    { query: words, modelId: model, layers: [sae] },
  ],
  "api/list/add-features/route.ts": ({ model, sae, feature, listId }) => [
    { listId, featuresToAdd: [{ modelId: model, layer: sae, index: feature }] },
  ],
  "api/list/get/route.ts": ({ listId }) => [{ listId }],
  "api/list/list/route.ts": always({}),
  "api/list/new/route.ts": always({ name: "" }),
  "api/search-all/route.ts": ({ model, sae }) => [
    // named, so that nobody has a worker read it: text.rankOverall is asked for all SAEs below
    { modelId: model, text: "x", sourceSet: sae },
    { modelId: model, text: "x", selectedLayers: [sae] },
  ],
  "api/search-topk-by-token/route.ts": ({ model, sae }) => [{ modelId: model, source: sae, text: "x" }],
  "api/feature/upload-batch/route.ts": ({ model, sae }) => [{ modelId: model, source: sae, features: [] }],
  "api/model/new/route.ts": ({ model }) => [{ id: model, layers: 3 }],
  "api/source-set/new/route.ts": ({ model, sae }) => [{ modelId: model, name: sae }],
  "api/vector/delete/route.ts": ({ model, sae }) => [{ modelId: model, source: sae, index: "0" }],
  "api/vector/get/route.ts": ({ model, sae }) => [{ modelId: model, source: sae, index: "0" }],
  "api/vector/list-owned/route.ts": always({}),
  "api/vector/new/route.ts": ({ model }) => [{ modelId: model, vector: [1] }],
  "api/steer/route.ts": ({ model, sae, feature }) => [
    { modelId: model, prompt: "x", features: [{ modelId: model, layer: sae, index: feature, strength: 1 }] },
  ],
};

/** Procedures, and the inputs to try. Those that change something are tried last by those who may. */
export const PROCEDURES: Record<string, Requests<unknown>> = {
  "account.changePassword": always({ current: "x", next: "long enough, this" }),
  "account.createKey": always({ name: "", scopes: [] }),
  "account.endSessions": always(),
  "account.entrance": always(undefined),
  "account.list": always({}, { query: "leak" }),
  "account.profile": always({ name: "leak-owner" }),
  "account.register": always({ name: "", password: "" }),
  "account.revokeKey": always({ id: "00000000-0000-4000-8000-000000000000" }),
  "account.setAbout": always(),
  "account.setBan": always({ name: "leak-owner", banned: true, reason: "x" }),
  "account.setRole": always({ name: "leak-owner", role: "reader" }),
  "account.settings": always(undefined),
  "account.signIn": always({ name: "leak-owner", password: "x" }),
  "account.signInWith": always({ provider: "none", next: "/" }),
  "account.signOut": always(),
  "audit.list": ({ labelId }) => [{}, { subject: `label ${labelId}` }, { subject: `sae ${words}` }],
  "benchmark.get": ({ model, sae }) => [{ address: { model, sae } }],
  "benchmark.list": always(undefined),
  "benchmark.listCells": ({ model, sae, feature }) => [
    { address: { model, sae } },
    { address: { model, sae }, feature },
  ],
  "benchmark.listMeasurable": always(undefined),
  "benchmark.start": ({ model, sae }) => [{ address: { model, sae }, features: 1 }],
  "bookmark.keeping": (thing) => [address(thing)],
  "bookmark.list": always(undefined),
  "bookmark.set": (thing) => [{ ...address(thing), marked: true }],
  "catalogue.coming": always(undefined),
  "catalogue.list": always(undefined),
  "catalogue.setVisibility": ({ model, sae }) => [
    { model, visibility: "public" },
    { model, sae, visibility: "public" },
  ],
  "collection.getRest": ({ model, sae }) => [{ model, sae }],
  "collection.readRest": ({ model, sae }) => [{ model, sae }],
  "collection.watch": ({ collectionId }) => [{ ids: [collectionId] }],
  "comment.add": (thing) => [
    { ...address(thing), text: "x" },
    { ...address(thing), labelId: thing.labelId, text: "x" },
  ],
  "comment.delete": ({ commentId }) => [{ id: commentId }],
  "comment.hide": ({ commentId }) => [{ id: commentId }],
  "comment.list": (thing) => [address(thing)],
  "evaluation.get": ({ model, sae }) => [{ model, sae }],
  "evaluation.start": ({ model, sae }) => [{ model, sae }],
  "feature.get": (thing) => [address(thing)],
  "feature.pickRandom": ({ model, sae }) => [{ model, sae }],
  "feature.showRandom": () => Array.from({ length: 8 }, () => undefined),
  "health.check": always(undefined),
  "import.list": always(undefined),
  "import.start": always({ model: "lab/model" }),
  "job.cancel": always({ id: "00000000-0000-4000-8000-000000000000" }),
  "job.list": always({}, { state: "failed" }),
  "job.retry": always({ id: "00000000-0000-4000-8000-000000000000" }),
  "label.accept": ({ labelId }) => [{ id: labelId, version: 1 }],
  "label.answerQuiz": ({ labelId }) => [{ id: labelId, version: 1, picked: [] }],
  "label.answerTwin": (thing) => [twinAnswer(thing)],
  "label.dispute": ({ labelId }) => [{ id: labelId, reason: "x" }],
  "label.edit": ({ labelId }) => [{ id: labelId, version: 9, text: "x" }],
  "label.export": ({ model, sae }) => [{ model, sae }],
  "label.hide": ({ labelId }) => [{ id: labelId }],
  "label.history": ({ labelId }) => [{ id: labelId }],
  "label.list": (thing) => [address(thing)],
  "label.next": ({ model, sae }) => [{}, { within: { model, sae } }],
  "label.propose": (thing) => [{ ...address(thing), text: "x" }],
  "label.quiz": ({ labelId }) => [{ id: labelId }],
  "label.search": ({ model, sae }) => [
    { query: words },
    { query: words, model },
    { query: words, model, saes: [sae] },
  ],
  "label.solveTwin": (thing) => [twinAnswer(thing)],
  "label.twin": ({ model, sae }) => [{}, { within: { model, sae } }],
  "label.twinBoard": ({ model, sae }) => [{}, { within: { model, sae } }],
  "label.vote": ({ labelId }) => [{ id: labelId, version: 1, value: 1 }],
  "label.withdraw": ({ labelId }) => [{ id: labelId }],
  "list.arrange": (thing) => [
    { id: thing.listId, version: 1, items: [] },
    { id: "list-of-other", version: 1, items: [address(thing)] },
  ],
  "list.browse": always({}),
  "list.create": (thing) => [{ title: "x", feature: address(thing) }],
  "list.delete": ({ listId }) => [{ id: listId }],
  "list.edit": ({ listId }) => [{ id: listId, version: 1, title: "x" }],
  "list.fork": ({ listId }) => [{ id: listId }, { id: "list-mixed" }],
  "list.get": ({ listId }) => [{ id: listId }, { id: "list-mixed" }, { id: "list-of-other" }],
  "list.hide": ({ listId }) => [{ id: listId }],
  "list.of": always({ name: "leak-owner" }, { name: "leak-other" }, { name: "leak-giver" }),
  "list.setMember": (thing) => [{ id: "list-of-other", feature: address(thing), member: true }],
  "map.cards": ({ model, sae, feature }) => [{ address: { model, sae }, indices: [feature] }],
  "map.get": ({ model, sae }) => [{ model, sae }],
  "map.matches": ({ model, sae }) => [
    { address: { model, sae }, text: words },
    { address: { model, sae }, text: words, meaning: true },
  ],
  "map.nearest": ({ model, sae, feature }) => [{ address: { model, sae }, index: feature, count: 5 }],
  "map.neighbourhood": ({ model, sae, feature }) => [
    { address: { model, sae }, index: feature, count: 20, distance: null },
  ],
  "map.picture": ({ model, sae, feature }) => [
    { address: { model, sae }, feature: null },
    { address: { model, sae }, feature: String(feature) },
  ],
  "map.splitting": ({ model, sae, feature }) => [
    { address: { model, sae }, index: feature },
    { address: { model, sae }, index: null },
  ],
  "map.points": ({ model, sae }) => [{ address: { model, sae }, known: null }],
  "moderation.hidden": always(undefined),
  "safety.browse": always(undefined),
  "safety.features": ({ model, sae }) => [{ model, sae, family: "secrecy" }],
  "safety.judge": (thing) => [
    { ...address(thing), family: "secrecy", verdict: { confirms: true, reason: "x" } },
  ],
  "safety.limit": always({ family: "bias", steering: "signed-in" }),
  "sae.exportBlock": ({ model, sae }) => [
    { address: { model, sae }, table: "features" },
    { address: { model, sae }, table: "passages" },
  ],
  "sae.get": ({ model, sae }) => [{ address: { model, sae }, browse: {} }],
  "search.find": ({ model, sae }) => [
    { ranking: "words", parameters: { q: words } },
    { ranking: "all", parameters: { q: words, model } },
    { ranking: "meaning", parameters: { q: words, sae: `${model}/${sae}` } },
  ],
  "share.follow": ({ shortLink }) => [{ id: shortLink }],
  "share.link": ({ model, sae, feature, listId, runId, vectorId }) => [
    { path: `/vectors/${vectorId}` },
    { path: `/${model}/${sae}/${feature}` },
    { path: `/lists/${listId}` },
    { path: `/steer/${runId}` },
  ],
  "steer.cost": ({ runId }) => [{ id: runId }],
  "steer.findFeatures": ({ model, sae }) => [
    { model, text: words },
    { model, text: words, meaning: true },
    { model, text: `${sae}/0` },
    { model, text: "0" },
  ],
  "steer.get": ({ runId }) => [{ id: runId }],
  "steer.readWritten": ({ runId, sae }) => [{ id: runId, sae }],
  "steer.scoreOutputs": ({ model, sae }) => [{ model, features: [{ sae, feature: 0 }] }],
  "steer.start": ({ model, runId, vectorId }) => [
    { repeat: runId },
    {
      recipe: {
        ...{ model, prompt: "x", features: [] },
        vectors: [{ vector: vectorId, mode: "add", strength: 1 }],
      },
    },
  ],
  "steer.stop": ({ runId }) => [{ id: runId }],
  "steer.watch": ({ runId }) => [{ id: runId }],
  "showcase.first": always(undefined),
  "showcase.recipes": ({ model }) => [{ model }],
  "vector.browse": ({ model }) => [{}, { model }],
  "vector.delete": ({ vectorId }) => [{ id: vectorId }],
  "vector.edit": ({ vectorId }) => [{ id: vectorId, version: 1, name: "x" }],
  "vector.get": ({ vectorId }) => [{ id: vectorId }],
  "vector.hide": ({ vectorId }) => [{ id: vectorId }],
  "vector.make": ({ model, sae }) => [{ model, sae, name: "x", a: [], b: ["x"] }],
  "training.form": always(undefined),
  "training.get": always({ id: "00000000-0000-4000-8000-000000000000" }),
  "training.list": always(undefined),
  "training.register": always({ id: "00000000-0000-4000-8000-000000000000", name: "x" }),
  "training.start": ({ model }) => [
    {
      ...{ model, corpus: "none", hook: "none", architecture: "topk", features: 8 },
      batch: 8,
      steps: 1,
      seed: 0,
    },
  ],
  "training.watch": always({ id: "00000000-0000-4000-8000-000000000000" }),
  "text.activateFeature": (thing) => [{ address: address(thing), text: "x" }],
  "text.lookThroughLayers": ({ model, sae }) => [
    { address: { model, sae }, text: { own: "x" }, at: null },
    { address: { model, sae }, text: { passage: 0 }, at: 1 },
  ],
  "text.rankByToken": ({ model, sae }) => [{ address: { model, sae }, text: "x" }],
  "text.rankOverall": ({ model, sae }) => [
    { model, text: "x" },
    { model, text: "x", saes: [sae] },
  ],
  "text.read": ({ model, sae }) => [{ address: { model, sae }, text: "x", tokens: [], dense: true }],
  "text.readTokens": ({ model, sae }) => [{ address: { model, sae }, text: "x" }],
  "trace.ask": ({ model, sae, feature }) => [
    { model, sae, prompt: "x", answers: ["a", "b"], without: [] },
    { model, sae, prompt: "x", answers: ["a", "b"], without: [feature] },
  ],
  "trace.chain": ({ model, sae, feature }) => [
    { model, sae, prompt: "x", without: [] },
    { model, sae, prompt: "x", without: [feature] },
  ],
  "trace.rewrite": ({ model, sae, feature }) => [
    { model, sae, prompt: "x", without: [], removed: [] },
    { model, sae, prompt: "x", without: [feature], removed: [{ at: 1, feature }] },
  ],
};
