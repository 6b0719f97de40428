import { describe, expect, it } from "vitest";
import { saeUrl } from "@/domain/urls";
import { getDatabase } from "@/prisma/client";
import { DONE, QUEUED, UNREAD } from "../support/fixture-dashboards";
import { ensureLabel } from "../support/fixture-labels";
import { useBrowser } from "./browser";

const { open } = useBrowser();
const url = saeUrl(DONE);

const percents = (texts: string[]) => texts.map((text) => Number.parseFloat(text));

describe("SAE page", () => {
  it("shows quality beside the random control, and the formula on hover", async () => {
    const page = await open(url);
    const row = page.getByRole("row", { name: "CE recovered" });
    expect(await row.locator("td").allInnerTexts()).toEqual(["0.957", "0.214"]);
    await row.getByText("CE recovered").hover();
    expect(await page.getByRole("tooltip").innerText()).toContain(
      "(CE zero − CE SAE) / (CE zero − CE clean)",
    );
  });

  it("says how well neighbours agree with passages that they were not made from, and leads to the maps", async () => {
    const page = await open(url);
    const table = page.getByRole("table").filter({ hasText: "near by" });
    expect(await table.locator("tbody tr").allInnerTexts()).toEqual([
      "same contexts\t0.938\t0.500",
      "direction\t0.813\t0.500",
    ]);
    await table.getByRole("link", { name: "Map by direction" }).click();
    await page.waitForURL("**/map?**by=direction**");
    await page.getByText("Features whose directions are alike lie close together.").waitFor();
    const never = await open(saeUrl(UNREAD));
    await never.getByText("Workers compare the features once their directions are read.").waitFor();
  });

  it("sorts by a column in both directions", async () => {
    const page = await open(url);
    await page.getByRole("link", { name: "Density" }).click();
    await page.waitForURL(/sort=density&order=desc/);
    const density = () => page.locator("tbody td:nth-child(4)").allInnerTexts();
    const falling = percents(await density());
    expect(falling).toEqual(falling.toSorted((a, b) => b - a));
    await page.getByRole("link", { name: "Density" }).click();
    await page.waitForURL((address) => !address.search.includes("order=desc"));
    await page.waitForFunction(() => document.querySelector("th[aria-sort=ascending]") !== null);
    expect(percents(await density())[0]).toBe(0);
  });

  it("filters, and says so when nothing fits", async () => {
    const page = await open(url);
    await page.getByLabel("active on, % of tokens, at most").fill("1");
    await page.getByLabel("active on, % of tokens, at least").fill("0.4");
    await page.getByRole("button", { name: "Filter" }).click();
    await page.waitForURL(/maxPercent=1/);
    const shown = percents(await page.locator("tbody td:nth-child(4)").allInnerTexts());
    expect(shown.length).toBeGreaterThan(5);
    expect(Math.min(...shown)).toBeGreaterThanOrEqual(0.4);
    expect(Math.max(...shown)).toBeLessThanOrEqual(1);
    await ensureLabel(getDatabase().pool, 11, "dragons that breathe fire");
    const labelled = await open(`${url}?method=hand`);
    await labelled.locator("main tbody").getByText("dragons that breathe fire").waitFor();
    expect(await labelled.getByLabel("label, made by").inputValue()).toBe("hand");
    const scored = await open(`${url}?method=hand&minScore=0.9`);
    expect(await scored.locator("main").innerText()).toContain("No feature fits these filters.");
    const none = await open(`${url}?minMax=1000`);
    expect(await none.locator("main").innerText()).toContain("No feature fits these filters.");
  });

  it("pages forward and back by keyboard", async () => {
    const page = await open(url);
    const firstRow = () => page.locator("[aria-labelledby=features-title] tbody th").first().innerText();
    expect(await firstRow()).toMatch(/^0\b/);
    await page.keyboard.press("j");
    await page.waitForURL(/after=24%2C24/);
    expect(await firstRow()).toMatch(/^25\b/);
    await page.keyboard.press("k");
    await page.waitForURL(/before=/);
    expect(await firstRow()).toMatch(/^0\b/);
  });

  it("waits with a skeleton, and says what to do where nothing runs", async () => {
    const queued = await open(saeUrl(QUEUED));
    expect(await queued.getByRole("img", { name: "Waiting for the first results" }).count()).toBe(1);
    const unread = await open(saeUrl(UNREAD));
    expect(await unread.locator("main").innerText()).toContain("npm run featurescope -- collect");
  });
});
