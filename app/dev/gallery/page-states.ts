import { mapUrl } from "@/domain/map-view";
import { benchmarkUrl, compareUrl, evaluationUrl, featureUrl, lensUrl, saeUrl } from "@/domain/urls";
import { DONE, FAILED, QUEUED, RUNNING, UNREAD } from "./seeded";

export const GALLERY_URL = "/dev/gallery";

/**
 * Every page that needs nobody to be signed in, and every state that it can be in. A name with a dash is a further state of
 * the page before the dash.
 */
export const PAGE_STATES: readonly (readonly [name: string, path: string])[] = [
  ["home", "/"],
  ["sae", saeUrl(DONE)],
  ["sae-sorted", `${saeUrl(DONE)}?sort=density&order=desc`],
  ["sae-no-match", `${saeUrl(DONE)}?minMax=1000`],
  ["sae-running", saeUrl(RUNNING)],
  ["sae-waiting", saeUrl(QUEUED)],
  ["sae-failed", saeUrl(FAILED)],
  ["sae-unread", saeUrl(UNREAD)],
  ["feature", featureUrl({ ...DONE, index: 7 })],
  ["feature-whole", `${featureUrl({ ...DONE, index: 16 })}?window=all&breaks=show`],
  ["feature-band", `${featureUrl({ ...DONE, index: 7 })}?band=5&window=8`],
  ["feature-dead", featureUrl({ ...DONE, index: 22 })],
  ["feature-running", featureUrl({ ...RUNNING, index: 5 })],
  ["feature-waiting", featureUrl({ ...QUEUED, index: 5 })],
  ["feature-failed", featureUrl({ ...FAILED, index: 5 })],
  ["benchmark", "/benchmark"],
  ["benchmark-feature", benchmarkUrl(DONE, 7)],
  ["benchmark-problem", "/benchmark?in=nothing/here"],
  ["evaluation", evaluationUrl(DONE)],
  ["evaluation-waiting", evaluationUrl(QUEUED)],
  ["compare-empty", "/compare"],
  ["compare", compareUrl(`${DONE.model}/${DONE.sae}/7`, `${DONE.model}/${DONE.sae}/8`)],
  ["compare-problem", compareUrl("nonsense", `${DONE.model}/${DONE.sae}/7`)],
  ["gallery", GALLERY_URL],
  ["learn", "/learn"],
  ["lens-empty", "/lens"],
  [
    "lens",
    lensUrl({ model: "stories15m", sae: "3-res-4k" }, { text: "Once upon a time there was a little" }),
  ],
  ["lens-problem", lensUrl(DONE, { passage: 99_999 })],
  ["map", mapUrl(DONE)],
  ["map-selected", mapUrl(DONE, { f: 7, q: "dragon", colour: "density", list: [7, 21, 35] })],
  ["map-waiting", mapUrl(UNREAD)],
  ["map-left-out", `${mapUrl(DONE)}?at=moon&f=99999`],
  ["trace-empty", "/trace"],
  ["trace", "/trace?sae=stories15m/3-res-4k&prompt=The+dog+was+very&a=happy&b=sad"],
  ["steer-empty", "/steer?model=stories15m"],
  ["steer", "/steer?model=stories15m&features=3-res-4k/100"],
  ["steer-example", "/steer?model=stories15m&example=0"],
  ["which-sae", "/search?q=5"],
  ["not-an-id", "/search?q=dragons&tab=id"],
  ["search-nothing", "/search"],
  ["search-words", "/search?q=dargon+castle&tab=words&maxPercent=5"],
  ["search-refused", "/search?q=dragon&minScore=7"],
  ["not-found", `${saeUrl(DONE)}/99999`],
  ["no-such-page", "/a/b/c/d"],
];
