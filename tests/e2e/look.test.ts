import { expect, it } from "vitest";
import { PAGE_STATES } from "@/app/dev/gallery/page-states";
import { DONE } from "@/app/dev/gallery/seeded";
import { featureUrl } from "@/domain/urls";
import { seriousProblems } from "./accessibility";
import { screenshot, useBrowser } from "./browser";
import { expectGoodLooks, inEveryLook } from "./looks";

const { open } = useBrowser();

/** What is there once the browser has fetched what comes after the page. */
const READY: Partial<Record<string, string>> = {
  map: "[aria-label='Features in view'] button",
  "map-selected": "[aria-label='Nearest features'] button",
};

it.each(PAGE_STATES)("%s fits the window and has no serious accessibility problem", async (name, path) => {
  const page = await open(path);
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
