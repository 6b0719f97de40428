import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { mapPictureUrl, mapPointsUrl, mapUrl } from "@/domain/map-view";
import { splittingUrl } from "@/domain/splitting";
import { featureUrl, saeUrl } from "@/domain/urls";
import { getDatabase } from "@/prisma/client";
import { DONE, RUNNING, UNREAD } from "../support/fixture-dashboards";
import { ALONE } from "../support/fixture-map";
import { ensureLabel } from "../support/fixture-labels";
import { baseUrl, screenshot, useBrowser } from "./browser";
import { expectGoodLooks } from "./looks";

const { open } = useBrowser();
const DRAGON = 11;

/** Everything that a map says besides its points: what is chosen, what is in view, and where names stand. */
async function seen(page: Page) {
  await page.getByRole("list", { name: "Features in view" }).getByRole("button").first().waitFor();
  const texts = (name: string) => page.getByRole("list", { name }).getByRole("button").allInnerTexts();
  return {
    selected: await page.locator("#selected-title a").innerText(),
    nearest: await texts("Nearest features"),
    listed: await texts("Listed features"),
    inView: await texts("Features in view"),
    colour: await page.getByRole("combobox", { name: "Colour" }).inputValue(),
    words: await page.getByLabel("Light up features by words").inputValue(),
    names: await page.locator(".map-label").allInnerTexts(),
  };
}

/** Where the names stand, in pixels of the drawing. */
function places(page: Page): Promise<number[]> {
  return page
    .locator(".map-label")
    .evaluateAll((all) =>
      all.flatMap((name) => (name.getAttribute("style") ?? "").match(/-?[\d.]+(?=px)/g) ?? []).map(Number),
    );
}

/** The middle of the drawing, in pixels of the page. */
async function middleOf(page: Page): Promise<{ x: number; y: number }> {
  const box = await page.getByRole("application").boundingBox();
  if (!box) throw new Error("The map has no place on the page.");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

describe("map", () => {
  it("is walked to from a word on the home page, and shared as it is seen", async () => {
    await ensureLabel(getDatabase().pool, DRAGON, "dragons that breathe fire");
    const page = await open("/");
    await page.keyboard.press("/");
    await page.keyboard.type("dragon fire");
    await page.keyboard.press("Enter");
    await page
      .locator("main li", { hasText: "dragons that breathe fire" })
      .first()
      .getByRole("link")
      .first()
      .click();
    await page.waitForURL(`**${featureUrl({ ...DONE, index: DRAGON })}`);

    // a step to its nearest neighbour, which then stands in the middle
    const around = page.getByRole("list", { name: "Neighbours" });
    await around.getByRole("button").first().click();
    await page.getByRole("list", { name: "The walk so far" }).waitFor();
    // the dragon is near its neighbour too, and goes by its name
    await around.getByText("dragons that breathe fire").waitFor();
    const its = page.getByRole("link", { name: /^Page of feature \d+$/ });
    const path = (await its.getAttribute("href")) ?? "";
    const index = Number(path.split("/").at(-1));
    await its.click();
    await page.waitForURL(`**${path}`);
    await page.getByRole("link", { name: "Show on the map" }).click();
    await page.waitForURL(`**${mapUrl(DONE, { f: index })}&at=**`);
    expect(await page.locator("#selected-title a").innerText()).toBe(String(index));
    expect((await seen(page)).inView[0]).toMatch(new RegExp(`^${index}\\b`));

    // a click on a point chooses it, once it lies apart from the others
    await page.getByRole("application").focus(); // scrolls the page, where the map is higher than the window
    const middle = await middleOf(page);
    for (let step = 0; step < 10; step++) await page.keyboard.press("+");
    await page.keyboard.press("Escape");
    await page.locator("#selected-title").waitFor({ state: "detached" });
    await page.mouse.click(middle.x, middle.y);
    await page.locator("#selected-title").waitFor();
    expect(await page.locator("#selected-title a").innerText()).toBe(String(index));

    await page.getByRole("application").focus();
    for (let step = 0; step < 8; step++) await page.keyboard.press("-");
    await page.getByLabel("Light up features by words").fill("dragons");
    await page.getByText("1 feature found").waitFor();
    await page.getByRole("combobox", { name: "Colour" }).selectOption("max");
    await page.getByRole("button", { name: "Lasso" }).click();
    await page.mouse.move(middle.x - 120, middle.y - 120);
    await page.mouse.down();
    for (const [x, y] of [
      [120, -120],
      [120, 120],
      [-120, 120],
    ] as const)
      await page.mouse.move(middle.x + x, middle.y + y, { steps: 3 });
    await page.mouse.up();
    await page.waitForURL("**list=**");
    await page.getByRole("list", { name: "Listed features" }).getByRole("button").first().waitFor();
    await page.getByRole("application").focus();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("+");
    const before = page.url();
    await page.waitForURL((url) => url.href !== before);
    await page.waitForTimeout(300);

    const own = await seen(page);
    expect(own.listed.length).toBeGreaterThan(3);
    expect(own).toMatchObject({ selected: String(index), colour: "max", words: "dragons" });
    await page.getByRole("button", { name: "Share" }).click();
    const link = page.getByRole("textbox", { name: "Link" });
    await expect.poll(() => link.inputValue()).toMatch(/\/s\/\w+$/);
    const shared = await open(new URL(await link.inputValue()).pathname);
    await shared.getByText("1 feature found").waitFor();
    await shared.waitForTimeout(500);
    expect(await seen(shared)).toEqual(own);
    const there = await places(page);
    expect(there.length).toBeGreaterThan(0);
    for (const [i, place] of (await places(shared)).entries())
      expect(Math.abs(place - (there[i] ?? NaN))).toBeLessThan(1);
    const parameters = (url: string) => [...new URL(url).searchParams].sort();
    expect(parameters(shared.url())).toEqual(parameters(page.url()));
    await screenshot(shared, "map-shared");
    expect([...page.errors, ...shared.errors]).toEqual([]);
  });

  it("is laid out by the most coherent distance, and moves to another one that is chosen", async () => {
    await ensureLabel(getDatabase().pool, DRAGON, "dragons that breathe fire");
    const page = await open(mapUrl(DONE, { f: DRAGON }));
    await seen(page);
    const by = page.getByRole("combobox", { name: "Near by" });
    expect(await by.inputValue()).toBe("contexts");
    expect(await by.getByRole("option").allInnerTexts()).toEqual([
      "same contexts · AUC 0.938",
      "direction · AUC 0.813",
    ]);
    await page.getByText("Features that fire among the same words lie close together.").waitFor();
    await page.getByText("1 of 600 features are near no other by this distance").waitFor();
    const before = await seen(page);
    const names = await places(page);
    await page.emulateMedia({ reducedMotion: "no-preference" });
    await by.selectOption("direction");
    await page.getByText("Features whose directions are alike lie close together.").waitFor();
    await page.waitForURL("**by=direction**");
    // no names while points move, since these belong to no layout
    await expect.poll(() => page.locator(".map-label").count()).toBe(0);
    await expect.poll(() => page.locator(".map-label").count()).toBeGreaterThan(0);
    const after = await seen(page);
    expect(await places(page)).not.toEqual(names);
    expect(after.selected).toBe(before.selected);
    expect(after.nearest).toHaveLength(10);
    expect(after.nearest).not.toEqual(before.nearest);
    expect(await page.getByText("are near no other by this distance").count()).toBe(0);

    const stored = await open(mapUrl(DONE, { f: ALONE, by: "direction" }));
    expect((await seen(stored)).inView[0]).toMatch(new RegExp(`^${ALONE}\\b`));
    // it has a place by direction, and none by contexts
    await stored.getByRole("combobox", { name: "Near by" }).selectOption("contexts");
    await stored.getByText("It has no place on this map").waitFor();
    expect((await seen(stored)).nearest).toEqual([]);
    const missing = await open(mapUrl(DONE, { by: "effect" }));
    await missing.getByText("There is no map of this SAE by same effect yet").waitFor();
    expect(page.errors.concat(stored.errors, missing.errors)).toEqual([]);
  });

  it("lists what a search finds, flies there, and shades the ground", async () => {
    await ensureLabel(getDatabase().pool, DRAGON, "dragons that breathe fire");
    const page = await open(mapUrl(DONE));
    const inView = (of: Page) => of.getByRole("list", { name: "Features in view" }).getByRole("button");
    await inView(page).first().waitFor();
    await page.getByLabel("Light up features by words").fill("dragons");
    const found = page.getByRole("list", { name: "Found features" }).getByRole("button");
    await found.first().waitFor();
    expect(await found.allInnerTexts()).toEqual([expect.stringContaining("dragons that breathe fire")]);
    await found.first().click();
    await page.waitForURL(`**f=${DRAGON}&at=**`);
    await expect.poll(() => inView(page).first().innerText()).toMatch(new RegExp(`^${DRAGON}\\b`));

    const ground = page.getByRole("button", { name: "Density" });
    await ground.click();
    await page.waitForURL("**ground=density**");
    const shared = await open(new URL(page.url()).pathname + new URL(page.url()).search);
    await inView(shared).first().waitFor();
    const shaded = shared.getByRole("button", { name: "Density" });
    expect(await shaded.getAttribute("aria-pressed")).toBe("true");
    const stage = shared.getByRole("application");
    const withGround = await stage.screenshot();
    await screenshot(shared, "map-ground");
    await shaded.click();
    await expect.poll(async () => withGround.equals(await stage.screenshot())).toBe(false);
    expect(page.errors.concat(shared.errors)).toEqual([]);
  });

  it("stays as wide as a phone, however long a label is", async () => {
    const label = "wyverns that live in caves, guard gold and sleep through the winter";
    await ensureLabel(getDatabase().pool, 12, label);
    const page = await open(mapUrl(DONE, { q: "wyverns" }), { phone: true });
    await page.getByRole("list", { name: "Found features" }).getByText(label).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });

  it("says of an SAE with one feature or few that a map of it says nothing, or little", async () => {
    const { pool } = getDatabase();
    const sizes = { "1-res-one": 1, "1-res-two": 2 };
    for (const [slug, features] of Object.entries(sizes))
      await pool.query(
        `INSERT INTO sae (model_id, slug, hook_name, architecture, d_in, d_sae, source, weights_sha256)
         SELECT model_id, $2, 'blocks.1.hook_resid_post', architecture, d_in, $3, source, weights_sha256
         FROM sae WHERE slug = $1`,
        [DONE.sae, slug, features],
      );
    try {
      const one = { ...DONE, sae: "1-res-one" };
      const page = await open(mapUrl(one));
      await page.getByText("This SAE has one feature, and a map needs something to be near to.").waitFor();
      expect(await page.getByText("There is no map yet").count()).toBe(0);
      await page.goto(baseUrl() + saeUrl(one));
      await page.getByText("A map needs more than one feature.").waitFor();
      await page.goto(baseUrl() + mapUrl({ ...DONE, sae: "1-res-two" }));
      await page.getByText("This SAE has 2 features: so few").waitFor();
      await page.goto(baseUrl() + splittingUrl(one, 0));
      await page.getByText("No feature of a wider SAE is that near to it: it does not split.").waitFor();
      const layers = page.getByRole("list", { name: "Through the layers" });
      await layers.getByRole("link", { name: "1-res-one/0" }).waitFor();
      await layers.getByText("has not been compared yet.").waitFor();
      expect(page.errors).toEqual([]);
    } finally {
      await pool.query("DELETE FROM sae WHERE slug = ANY($1)", [Object.keys(sizes)]);
    }
  });

  it("shows what a feature splits into as a list that is a tree, by keyboard too", async () => {
    const { pool } = getDatabase();
    const ids = async (slug: string) =>
      (await pool.query<{ id: number }>("SELECT id FROM sae WHERE slug = $1", [slug])).rows[0]?.id ?? 0;
    const [wider, narrower] = [await ids(DONE.sae), await ids(RUNNING.sae)];
    await pool.query(
      `INSERT INTO neighbour_table (sae_id, other_id, sae_sha256, other_sha256) VALUES ($1, $2, $3, $3)`,
      [wider, narrower, "5".repeat(64)],
    );
    try {
      for (const [feature, cosine] of [
        [DRAGON, 0.75],
        [25, 0.5],
        [26, 0.2],
      ] as const)
        await pool.query(
          `INSERT INTO neighbour (sae_id, other_id, feature, nearest, ids, cosines)
           VALUES ($1, $2, $3, 7, '{7}', ARRAY[$4::real])`,
          [wider, narrower, feature, cosine],
        );
      const page = await open(splittingUrl(DONE, DRAGON));
      const branches = page
        .getByRole("list", { name: `What ${RUNNING.sae}/7 splits into` })
        .getByRole("link");
      expect(await branches.evaluateAll((all) => all.map((link) => link.getAttribute("href")))).toEqual([
        featureUrl({ ...DONE, index: DRAGON }),
        featureUrl({ ...DONE, index: 25 }),
      ]);
      expect(await branches.first().getAttribute("aria-current")).toBe("true");
      await page.getByRole("list", { name: "Features that split most" }).getByText("2 branches").waitFor();
      await expectGoodLooks(page, "splitting");
      expect(await page.getByRole("list", { name: "Cases", exact: true }).count()).toBe(0);
      await branches.nth(1).focus();
      await page.keyboard.press("Enter");
      await page.waitForURL(`**${featureUrl({ ...DONE, index: 25 })}`);
      expect(page.errors).toEqual([]);
    } finally {
      await pool.query("DELETE FROM neighbour_table WHERE sae_id = $1 AND other_id = $2", [wider, narrower]);
    }
  });

  it("of a Matryoshka SAE shows what later features are cases of, walked by keyboard", async () => {
    const { pool } = getDatabase();
    const { rows } = await pool.query<{ id: number }>(
      `UPDATE sae SET prefixes = '{20,200}' WHERE model_id = $1 AND slug = $2 RETURNING current_collection_id AS id`,
      [DONE.model, DONE.sae],
    );
    const id = rows[0]?.id;
    try {
      await pool.query("UPDATE collection SET coactivation_tokens = 500 WHERE id = $1", [id]);
      await pool.query(
        `INSERT INTO coactivation (collection_id, feature, active, parent, parent_count)
         VALUES ($1, 7, 90, NULL, NULL), ($1, $2, 40, 7, 30), ($1, 25, 20, 7, 18), ($1, 300, 8, 25, 8)`,
        [id, DRAGON],
      );
      const page = await open(featureUrl({ ...DONE, index: 300 }));
      await page.getByRole("link", { name: `Its cases within ${DONE.sae}` }).click();
      await page.waitForURL(`**${splittingUrl(DONE, 300)}`);
      const cases = page.getByRole("list", { name: `Cases of ${DONE.sae}/7` });
      expect(await cases.getByRole("listitem").count()).toBe(3);
      expect(await cases.innerText()).toMatch(/90\.0.%[^]*100.%[^]*75\.0.%/);
      expect(await page.locator("[aria-current=true]").first().getAttribute("href")).toBe(
        featureUrl({ ...DONE, index: 300 }),
      );
      await page.getByText("its parts have 20, then 180, then 400 features").waitFor();
      await page.getByRole("list", { name: "Features with the most cases" }).getByText("2 cases").waitFor();
      await expectGoodLooks(page, "splitting-parts");
      await cases.getByRole("link").last().focus();
      await page.keyboard.press("Enter");
      await page.waitForURL(`**${featureUrl({ ...DONE, index: DRAGON })}`);
      expect(page.errors).toEqual([]);
    } finally {
      await pool.query("DELETE FROM coactivation WHERE collection_id = $1", [id]);
      await pool.query("UPDATE collection SET coactivation_tokens = NULL WHERE id = $1", [id]);
      await pool.query("UPDATE sae SET prefixes = '{}' WHERE current_collection_id = $1", [id]);
    }
  });

  it.each([
    ["no place", "?at=moon", "“at=moon”"],
    ["a feature beyond the last", "?f=99999", "feature 99999 (the last one is 599)"],
    ["a parameter twice", "?f=1&f=2", "Map of"],
    ["no colour", "?colour=__proto__", "“colour=__proto__”"],
    ["a list of SQL", "?list=%27%3B%20DROP%20TABLE%20label", "“list='; DROP TABLE label”"],
    ["10,000 characters to find", `?q=${"x".repeat(10_000)}`, "0 features found"],
    ["control characters", "?q=%00%07'%3B--", "0 features found"],
    ["10,000 digits", `?at=${"9".repeat(10_000)}`, `“at=${"9".repeat(40)}…”`],
  ])("answers an address with %s with help", async (_, query, text) => {
    const page = await open(saeUrl(DONE) + "/map" + query);
    expect(page.status).toBe(200);
    await page.getByText(text, { exact: false }).first().waitFor();
    expect(page.errors).toEqual([]);
  });

  it("sends points and pictures with a version, and says what is not there", async () => {
    const get = (path: string, version?: string) =>
      fetch(baseUrl() + path, { headers: version ? { "if-none-match": version } : {} });
    for (const path of [
      mapPointsUrl(DONE, "any"),
      mapPointsUrl(DONE, "any", "direction"),
      mapPictureUrl(DONE),
      mapPictureUrl(DONE, { feature: DRAGON }),
      mapPictureUrl(DONE, { by: "direction" }),
    ]) {
      const answer = await get(path);
      expect(answer.status).toBe(200);
      const bytes = await answer.arrayBuffer();
      if (path.includes("points")) expect(bytes.byteLength).toBe(12 * DONE.features);
      expect((await get(path, answer.headers.get("etag") ?? "")).status).toBe(304);
    }
    for (const [path, status] of [
      [mapPointsUrl(UNREAD, "any"), 404],
      [mapPictureUrl(UNREAD), 404],
      [mapPictureUrl({ model: "none", sae: "none" }), 404],
      [`${mapPictureUrl(DONE)}?f=99999`, 404],
      [`${mapPictureUrl(DONE)}?f=x`, 400],
    ] as const) {
      const answer = await get(path);
      expect([path, answer.status]).toEqual([path, status]);
      expect(await answer.json()).toMatchObject({ error: { code: expect.any(String) as string } });
    }
  });
});
