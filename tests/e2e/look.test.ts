import { expect, it } from "vitest";
import { mapUrl } from "@/domain/map-view";
import { benchmarkUrl, compareUrl, evaluationUrl, featureUrl, lensUrl, saeUrl } from "@/domain/urls";
import { DONE, FAILED, QUEUED, RUNNING, UNREAD } from "../support/fixture-dashboards";
import { seriousProblems } from "./accessibility";
import { screenshot, useBrowser } from "./browser";
import { expectGoodLooks, inEveryLook } from "./looks";

const { open } = useBrowser();

/** Every page and every state that it can be in. */
const PAGES: readonly (readonly [name: string, path: string])[] = [
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

/** What is there once the browser has fetched what comes after the page. */
const READY: Partial<Record<string, string>> = {
  map: "[aria-label='Features in view'] button",
  "map-selected": "[aria-label='Nearest features'] button",
};

it.each(PAGES)("%s fits the window and has no serious accessibility problem", async (name, path) => {
  const page = await open(path, { shared: true });
  const ready = READY[name];
  if (ready) await page.locator(ready).first().waitFor();
  await expectGoodLooks(page, name);
});

it("help and tooltip", async () => {
  const page = await open(featureUrl({ ...DONE, index: 7 }));
  await inEveryLook(page, "help", async ({ look }) => {
    await page.locator("main mark.act-peak:visible").first().hover();
    await screenshot(page, `feature-tip-${look}`);
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    await screenshot(page, `help-${look}`);
    expect(await seriousProblems(page), look).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
  });
});
