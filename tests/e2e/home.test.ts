import { describe, expect, it } from "vitest";
import { DONE, FAILED, QUEUED, RUNNING } from "../support/fixture-dashboards";
import { useBrowser } from "./browser";

const { open } = useBrowser();

describe("home page", () => {
  it("lists the SAEs with their progress", async () => {
    const page = await open("/");
    const card = (slug: string) => page.locator("#models li.card", { hasText: slug }).innerText();
    expect(await card(DONE.sae)).toContain("574 of 600 features have examples");
    expect(await card(RUNNING.sae)).toMatch(/[\d,]+ of [\d,]+ tokens read so far/);
    expect(await card(RUNNING.sae)).toMatch(/about .+ left/);
    expect(await card(FAILED.sae)).toContain("The weights' hash is not the expected one.");
    const waiting = page.getByRole("list", { name: `SAEs of ${QUEUED.model} that wait` });
    expect(await waiting.getByRole("link").allInnerTexts()).toContain(QUEUED.sae);
    expect(page.errors).toEqual([]);
  });

  it("shows a random feature and another on demand", async () => {
    const page = await open("/");
    const shown = page.locator("section", { hasText: "A feature drawn at random" });
    expect(await shown.locator("mark.act-peak").count()).toBeGreaterThan(0);
    const before = await shown.locator(".card a").first().innerText();
    for (let press = 0; press < 5; press++) {
      await shown.getByRole("button", { name: "Show another" }).click();
      await shown.locator("mark.act-peak").first().waitFor();
      if ((await shown.locator(".card a").first().innerText()) !== before) break;
    }
    expect(await shown.locator(".card a").first().innerText()).not.toBe(before);
    expect(page.errors).toEqual([]);
  });

  it.each([
    [`${DONE.sae}/7`, `/${DONE.model}/${DONE.sae}/7`],
    [`${DONE.model}@${DONE.sae}:9`, `/${DONE.model}/${DONE.sae}/9`],
  ])("goes to %s", async (id, path) => {
    const page = await open("/");
    await page.getByLabel("Search features by words, id or text").fill(id);
    await page.keyboard.press("Enter");
    await page.waitForURL(`**${path}`);
  });

  it("asks which SAE a bare number means, and only offers those that have it", async () => {
    const page = await open("/search?q=150");
    const offers = await page.locator("main ul a").allInnerTexts();
    const synthetic = offers
      .filter((text) => text.startsWith(DONE.model))
      .map((text) => text.split(" › ")[1]);
    expect(synthetic).toEqual([DONE.sae, RUNNING.sae]);
  });

  it("remembers the colours a reader has chosen", async () => {
    const page = await open("/");
    await page.getByRole("button", { name: /^Colours: system/ }).click();
    await page.getByRole("button", { name: /^Colours: light/ }).click();
    await page.reload();
    expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe("dark");
  });
});
