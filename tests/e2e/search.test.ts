import { describe, expect, it } from "vitest";
import { getDatabase } from "@/prisma/client";
import { DONE, MODEL } from "../support/fixture-dashboards";
import { ensureLabel } from "../support/fixture-labels";
import { baseUrl, screenshot, useBrowser } from "./browser";

const { open } = useBrowser();
const TEXT = "Once upon a time a dragon lived in a dark castle.";
/** The SAE of the demo that is quick to load. */
const READER = "stories15m/3-res-1k";

const label = (feature: number, text: string) => ensureLabel(getDatabase().pool, feature, text);

describe("search", () => {
  it("finds dragons from the home page and opens the feature", async () => {
    await label(11, "dragons that breathe fire");
    const page = await open("/");
    await page.keyboard.press("/");
    await page.keyboard.type("dargons fire");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/search?q=dargons+fire");
    const first = page.locator("main li", { hasText: "dragons that breathe fire" }).first();
    await first.waitFor();
    expect(await first.locator("h3 mark").allInnerTexts()).toEqual(["dragons", "fire"]);
    expect(await page.locator("main").innerText()).toContain("Nothing here has the word “dargons”");
    await first.getByRole("link").first().click();
    await page.waitForURL(`**/${MODEL}/${DONE.sae}/11`);
    expect(page.errors).toEqual([]);
  });

  it("goes from page to page, and filters, by the address alone", async () => {
    const page = await open(`/search?q=dragon&tab=words&sae=${DONE.sae}`);
    const links = () =>
      page.locator("main li h3 a").evaluateAll((all) => all.map((a) => a.getAttribute("href") ?? ""));
    await label(12, "a dragon asleep");
    await page.locator("main li h3").first().waitFor();
    const first = await links();
    const next = page.getByRole("link", { name: "next ›" });
    if ((await next.count()) > 0) {
      await next.click();
      await page.waitForURL("**after=*");
      await page.locator("main li h3").first().waitFor();
      expect((await links()).filter((link) => first.includes(link))).toEqual([]);
    }
    expect(page.errors).toEqual([]);
  });

  it("reads a sentence with the model and sums over the tokens that are chosen", async () => {
    const page = await open(`/search?reader=${encodeURIComponent(READER)}&q=${encodeURIComponent(TEXT)}`);
    await page.getByText("Features by their sum over the text").waitFor({ timeout: 60_000 });
    expect(await page.locator("main li mark.act").count()).toBeGreaterThan(3);
    await page.getByRole("link", { name: "▁castle" }).click();
    await page.waitForURL("**tokens=*");
    await page.getByText("Features by their sum over 1 token").waitFor({ timeout: 60_000 });
    // whoever gets the address sees the same
    const shared = await open(new URL(page.url()).pathname + new URL(page.url()).search);
    await shared.getByText("Features by their sum over 1 token").waitFor({ timeout: 60_000 });
    expect(await shared.locator("main li h3").allInnerTexts()).toEqual(
      await page.locator("main li h3").allInnerTexts(),
    );
    await screenshot(shared, "search-text-tokens");
    expect(page.errors).toEqual([]);
  });

  it("reads a text with one feature on its own page, and keeps it in the address", async () => {
    const page = await open(`/${READER}/3`);
    await page.getByLabel("A text to try this feature on").fill(TEXT);
    await page.getByRole("button", { name: "Read" }).click();
    await page.waitForURL("**text=Once*");
    await page
      .getByText(/not active anywhere in this text|Its peak here|was never active/)
      .waitFor({ timeout: 60_000 });
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "next ›" }).click();
    await page.waitForURL("**/4?text=Once*");
    expect(page.errors).toEqual([]);
  });

  it.each([
    ["/search", 200, "Words of labels"],
    ["/search?q=%20%00%07", 200, "Words of labels"],
    [`/search?q=${"dragon%20".repeat(1200)}`, 200, "At most 4,000 are read"],
    [`/search?q=${"x".repeat(10_000)}&tab=words`, 200, "at most 300 are searched"],
    ["/search?q=';%20DROP%20TABLE%20zzqxq;%20--&tab=words", 200, "word “zzqxq”"],
    ["/search?q=dragon&minScore=7", 200, "The filter “minScore” cannot be “7”"],
    ["/search?q=dragon&minPercent=lots", 200, "The filter “minPercent” cannot be “lots”"],
    ["/search?q=dragon&method=guess", 200, "The filter “method” cannot be “guess”"],
    ["/search?q=dragon&sae=nowhere", 200, "No model here has an SAE “nowhere”"],
    ["/search?q=dragon&model=nobody", 200, "There is no model “nobody” here"],
    ["/search?q=dragon&tab=words&after=1,2,3", 200, "The address names no place in these results"],
    ["/search?q=dragon&after=words,NaN,1,1", 200, "The address names no place in these results"],
    ["/search?q=hello%20there&tab=text&reader=no/where", 200, "There is no SAE no/where here"],
    [`/search?q=${"word%20".repeat(600)}&tab=text&reader=${READER}`, 200, "the model reads 256"],
    ["/search?q=dragon&tab=nonsense", 200, "dragon"],
  ])("answers %s with help", async (path, status, text) => {
    const page = await open(path);
    expect(page.status).toBe(status);
    await page.getByText(text, { exact: false }).first().waitFor({ timeout: 30_000 });
    expect(page.errors).toEqual([]);
  });

  it("answers as JSON, errors too", async () => {
    const found = await fetch(`${baseUrl()}/api/search?q=dragons&ranking=words&sae=${DONE.sae}`);
    expect(found.status).toBe(200);
    const { features, query } = (await found.json()) as {
      query: string;
      features: Record<string, unknown>[];
    };
    expect(query).toBe("dragons");
    expect(features[0]).toMatchObject({ modelId: MODEL, layer: DONE.sae });
    for (const [parameters, status, code] of [
      ["q=", 400, "BAD_INPUT"],
      ["q=a&minScore=x", 400, "BAD_INPUT"],
      ["q=a&model=none", 404, "NOT_FOUND"],
      [`q=${"a".repeat(301)}`, 400, "BAD_INPUT"],
    ] as const) {
      const refused = await fetch(`${baseUrl()}/api/search?${parameters}`);
      expect(refused.status).toBe(status);
      expect(await refused.json()).toMatchObject({ error: { code } });
    }
  });
});
