import { describe, expect, it } from "vitest";
import { formatActivation, formatCount, formatPercent } from "@/domain/format";
import { featureUrl } from "@/domain/urls";
import { getDatabase } from "@/prisma/client";
import { DONE } from "../support/fixture-dashboards";
import { isDead } from "../support/synthetic-features";
import { HOSTILE_WORDS, WORD_IDS } from "../support/synthetic-text";
import { baseUrl, useBrowser } from "./browser";

const { open } = useBrowser();
const url = (index: number) => featureUrl({ ...DONE, index });

interface FeatureFacts {
  density: number;
  max: number;
  active_tokens: number;
}

async function storedFacts(index: number): Promise<FeatureFacts> {
  const { rows } = await getDatabase().pool.query<FeatureFacts>(
    `SELECT f.density, f.max, f.active_tokens FROM feature f
     JOIN sae s ON s.current_collection_id = f.collection_id WHERE s.slug = $1 AND f.index = $2`,
    [DONE.sae, index],
  );
  if (!rows[0]) throw new Error(`The fixture has no feature ${index}.`);
  return rows[0];
}

describe("feature page", () => {
  it("shows the stored figures, and a histogram that adds up to the active tokens", async () => {
    const facts = await storedFacts(7);
    const page = await open(url(7));
    const figure = (name: string) =>
      page.locator("main dl div", { hasText: name }).first().locator("dd").innerText();
    expect(await figure("density")).toBe(formatPercent(facts.density));
    expect(await figure("max activation")).toBe(formatActivation(facts.max));
    expect(await figure("active tokens")).toBe(formatCount(facts.active_tokens));

    await page.getByText("Values as a table").click();
    const counts = await page.locator("table td:last-child").allInnerTexts();
    expect(counts).toHaveLength(50);
    expect(counts.reduce((sum, text) => sum + Number(text.replace(/,/g, "")), 0)).toBe(facts.active_tokens);
    expect(page.errors).toEqual([]);
  });

  it("lists examples by their peak, and each row's outlined token has the row's value", async () => {
    const page = await open(url(7));
    const rows = page.locator("#examples section section").first().locator("li");
    const values = (await rows.locator("> b").allTextContents()).map(Number);
    expect(values).toHaveLength(20);
    expect(values).toEqual(values.toSorted((a, b) => b - a));
    const tips = await rows
      .locator("mark.act-peak")
      .evaluateAll((marks) => marks.map((m) => m.getAttribute("data-tip")));
    expect(tips.map((tip) => Number(tip?.split(" ")[0]))).toEqual(values);
  });

  it("keeps the view in the address: band, window and line breaks", async () => {
    const page = await open(url(7));
    await page.getByRole("link", { name: "±8" }).click();
    await page.waitForURL(/window=8/);
    await page.getByRole("link", { name: /^0–/ }).click();
    await page.waitForURL(/band=1/);
    expect(page.url()).toContain("window=8");
    await page.waitForFunction(() => document.querySelectorAll("main ol:has(mark)").length === 1);
    const values = (await page.locator("main ol:has(mark) > li > b").allInnerTexts()).map(Number);
    const { max } = await storedFacts(7);
    expect(values.length).toBeGreaterThan(0);
    expect(Math.max(...values)).toBeLessThanOrEqual(max / 5 + 0.01);

    const shared = await open(new URL(page.url()).pathname + new URL(page.url()).search);
    expect(await shared.locator("[aria-current=true]").allInnerTexts()).toContain("±8");
  });

  it("goes on by keyboard: j and k, g to jump, / to search, ? for help", async () => {
    const page = await open(url(7));
    await page.keyboard.press("j");
    await page.waitForURL(`**${url(8)}`);
    await page.keyboard.press("k");
    await page.waitForURL(`**${url(7)}`);
    await page.keyboard.press("g");
    await page.keyboard.type("12");
    await page.keyboard.press("Enter");
    await page.waitForURL(`**${url(12)}`);
    await page.keyboard.press("/");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe(
      "Search features by words, id or text",
    );
    await page.keyboard.press("Escape");
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("Escape");
    expect(page.url()).toMatch(/\/12$/);
  });

  it("tells value and position of a token on hover and on focus, and arrow keys walk along", async () => {
    const page = await open(url(7));
    const peak = page.locator("main mark.act-peak").first();
    await peak.hover();
    const tip = page.getByRole("tooltip");
    expect(await tip.innerText()).toMatch(/^[\d.]+ · token \d+$/);
    await peak.focus();
    const first = await tip.innerText();
    await page.keyboard.press("ArrowRight");
    expect(await tip.innerText()).not.toBe(first);
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("MARK");
  });

  it("shows the tip of what the mouse was over before the page came alive, and while the page moves a little", async () => {
    const page = await open("/lists");
    const peak = page.locator("main mark.act-peak").first();
    const tip = page.getByRole("tooltip");
    let letThemCome = () => {};
    const scripts = new Promise<void>((resolve) => (letThemCome = resolve));
    await page.route("**/*.js", (route) => scripts.then(() => route.continue()));
    // not a reload, which would scroll back to the top
    await page.goto(baseUrl() + url(7), { waitUntil: "commit" });
    await peak.hover();
    expect(await tip.isVisible()).toBe(false);
    letThemCome();
    await tip.waitFor({ timeout: 10_000 });
    const text = await tip.innerText();
    expect(text).toMatch(/^[\d.]+ · token \d+$/);
    const before = await page.evaluate(() => scrollY);
    await page.mouse.wheel(0, 3);
    await page.waitForFunction((from) => scrollY !== from, before);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    expect(await tip.isVisible()).toBe(true);
    expect(await tip.innerText()).toBe(text);
    await page.mouse.wheel(0, 400);
    await tip.filter({ hasText: text }).waitFor({ state: "hidden" });
  });

  it("shares the view by a short link, the same each time", async () => {
    const page = await open(`${url(7)}?window=all`);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "Share" }).click();
    await page.getByRole("button", { name: "Copy: Link" }).click();
    await page.getByText("Copied", { exact: true }).waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link).toMatch(/\/s\/[A-Za-z0-9]{11}$/);
    const visitor = await open(new URL(link).pathname);
    expect(visitor.url()).toMatch(/\/7\?window=all$/);
    await visitor.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await visitor.getByRole("button", { name: "Share" }).click();
    await visitor.getByRole("button", { name: "Copy: Link" }).click();
    await visitor.getByText("Copied", { exact: true }).waitFor();
    expect(await visitor.evaluate(() => navigator.clipboard.readText())).toBe(link);
  });

  it("can be read without scripts", async () => {
    const page = await open(url(7), { scripts: false });
    expect(await page.locator("main mark.act-peak").count()).toBeGreaterThan(20);
    await page.getByRole("link", { name: "next ›" }).click();
    expect(await page.locator("h1").innerText()).toMatch(/\b8$/);
    await page.getByLabel("Jump to a feature").fill("13");
    await page.keyboard.press("Enter");
    await page.waitForURL(`**${url(13)}`);
  });

  it("shows markup and direction overrides of a text as text", async () => {
    const hostile = WORD_IDS.length - HOSTILE_WORDS.length;
    const page = await open(url(hostile));
    const tokens = await page.locator("main mark").allInnerTexts();
    expect(tokens).toContain("<script>alert(1)</script>");
    expect(await page.locator("main script:text('alert')").count()).toBe(0);
    expect(await page.locator("main").innerText()).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
    const reversed = await open(url(hostile + 1));
    expect(await reversed.locator("main").innerText()).toContain("⟨U+202E⟩esrever");
  });

  it("leads with its label, its labels and its neighbourhood on a desktop", async () => {
    const page = await open(url(7));
    const bottoms = await page
      .locator("h1, #labels-title, #surroundings-title")
      .evaluateAll((elements) => elements.map((element) => element.getBoundingClientRect().bottom));
    expect(bottoms).toHaveLength(3);
    expect(Math.max(...bottoms)).toBeLessThan(900);
  });

  it("is short on a phone, where its parts are tabs that need no script and are kept by their address", async () => {
    for (const scripts of [true, false]) {
      const page = await open(url(7), { phone: true, scripts });
      expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(5_000);
      expect(await page.locator("#labels-title").isVisible()).toBe(false);
      await page.getByRole("navigation", { name: "Parts of this page" }).getByText("Labels").click();
      await page.locator("#labels-title").waitFor();
      expect(await page.locator("#examples").isVisible()).toBe(false);
      await page.goBack();
      await page.locator("#examples").waitFor();
    }
    const shared = await open(`${url(7)}#around`, { phone: true });
    await shared.locator("#around-title").waitFor();
    expect(await shared.locator("#surroundings-title").isVisible()).toBe(true);
  });

  it("marks a peak without touching the letters beside it", async () => {
    const page = await open(url(7));
    const overlaps = await page.locator("main mark.act-peak:visible").evaluateAll((marks) =>
      marks.map((mark) => {
        const { outlineOffset, outlineWidth } = getComputedStyle(mark);
        const reach = Math.max(0, parseFloat(outlineOffset) + parseFloat(outlineWidth));
        const beside = mark.nextSibling;
        if (!beside) return 0;
        const range = document.createRange();
        range.selectNodeContents(beside);
        const [next] = range.getClientRects();
        const [own] = [...mark.getClientRects()].slice(-1);
        return next && own && next.top < own.bottom && next.left >= own.left
          ? own.right + reach - next.left
          : 0;
      }),
    );
    expect(overlaps.length).toBeGreaterThan(5);
    expect(Math.max(...overlaps)).toBeLessThan(0.5);
  });

  it("leads to the place of labels by the key l, also for whoever has not signed in", async () => {
    const page = await open(url(7));
    await page.keyboard.press("l");
    await page.waitForURL(/\/sign-in\?next=/);
    expect(new URL(page.url()).searchParams.get("next")).toBe(`${url(7)}#labels`);
  });

  it("says of a feature that never fired that it is dead", async () => {
    expect(isDead(22)).toBe(true);
    const page = await open(url(22));
    expect(await page.locator("main").innerText()).toContain("This feature was never active");
    expect(await page.locator("mark.act-peak:visible").count()).toBe(0);
  });

  it("has no way on from the first and the last feature", async () => {
    const first = await open(url(0));
    expect(await first.locator("[data-shortcut=k]").count()).toBe(0);
    const last = await open(url(DONE.features - 1));
    expect(await last.locator("[data-shortcut=j]").count()).toBe(0);
  });
});
