import { beforeAll, describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { featureUrl, steerUrl } from "@/domain/urls";
import { getDatabase } from "@/prisma/client";
import { MODEL } from "../support/fixture-dashboards";
import { ensureLabel } from "../support/fixture-labels";
import { collectedSae, DEMO, giveMaximum, STEERED, STEERED_SAE } from "../support/steering";
import { until } from "../support/program";
import { screenshot, useBrowser } from "./browser";
import { expectGoodLooks } from "./looks";

const { open } = useBrowser();
const address = { model: DEMO, sae: STEERED_SAE, index: STEERED.feature };
const playground = steerUrl(DEMO, [`${STEERED_SAE}/${STEERED.feature}`]);

beforeAll(() => giveMaximum(getDatabase().pool, STEERED.feature, STEERED.max));

const column = (page: Page, title: string) => page.getByRole("region", { name: title, exact: true });
const text = async (page: Page, title: string, nth = 0) =>
  (await column(page, title).nth(nth).locator("[data-tips-row]").innerText()).trim();

async function write(page: Page, tokens = 30): Promise<void> {
  await page.getByLabel("Tokens to write").fill(String(tokens));
  await page.getByRole("button", { name: /^Write/ }).click();
  await page.waitForURL(/\/steer\/[\w-]+$/);
}

const written = (page: Page) => page.getByRole("button", { name: "Replay" }).waitFor({ timeout: 60_000 });

async function state(page: Page): Promise<string | undefined> {
  const id = new URL(page.url()).pathname.split("/").at(-1);
  const { rows } = await getDatabase().pool.query<{ state: string }>(
    "SELECT state FROM steering_run WHERE id = $1",
    [id],
  );
  return rows[0]?.state;
}

describe("steering", () => {
  it("from a feature page: default and steered text side by side, in colours, with alternatives", async () => {
    const page = await open(featureUrl(address));
    await page.locator("main").getByRole("link", { name: "Steer" }).click();
    await page.waitForURL(/\/steer\?/);
    await page.getByText(`${STEERED_SAE}/${STEERED.feature}`, { exact: false }).first().waitFor();
    await page.getByRole("button", { name: "Obsess" }).click();
    expect(await page.getByLabel("× max").inputValue()).toBe("2");
    await page.getByRole("button", { name: "Nothing will change" }).click();
    await write(page);
    await written(page);
    await page.getByText("You were wrong.").waitFor();
    await page.getByRole("button", { name: "Bet again" }).click();
    await page.getByRole("button", { name: "It will fit the label", pressed: false }).waitFor();
    expect(await text(page, "Default")).toMatch(/^Once upon a time/);
    expect(await text(page, "Steered")).toMatch(/^Once upon a time/);
    expect(await text(page, "Steered")).not.toBe(await text(page, "Default"));
    await page.getByRole("button", { name: "Change", exact: true }).click();
    expect(await column(page, "Steered").locator(".act").count()).toBeGreaterThan(0);
    await column(page, "Steered").locator("[data-tip*=instead]").nth(4).hover();
    expect(await page.getByRole("tooltip").innerText()).toMatch(
      /probability .* without steering[\s\S]*KL .* nats[\s\S]*instead:/,
    );
    await screenshot(page, "steer-change-light", true);
    expect(page.errors).toEqual([]);
  });

  it("suggests features to somebody who has none in mind", async () => {
    await ensureLabel(getDatabase().pool, 9, "words for rain");
    const page = await open(`/steer?model=${MODEL}`);
    const suggested = page.getByRole("region", { name: "To begin with" });
    await suggested.getByText(/Ordered by the largest logit of its promoted tokens, highest first/).waitFor();
    await screenshot(page, "steer-suggested-light", true);
    const first = suggested.getByRole("button").first();
    const name = await first.locator("span span").first().innerText();
    await first.click();
    await page.getByLabel("× max").waitFor();
    await page.getByText(name, { exact: false }).first().waitFor();
    await suggested.waitFor({ state: "detached" });
    expect(page.errors).toEqual([]);
  });

  it("a link to a text shows it in a fresh browser, and writes it again to the same words", async () => {
    const page = await open(playground);
    await page.getByLabel("Seed").fill("11");
    await write(page);
    await written(page);
    const path = new URL(page.url()).pathname;
    const [plain, steered] = [await text(page, "Default"), await text(page, "Steered")];

    const other = await open(path);
    expect(await text(other, "Default")).toBe(plain);
    expect(await text(other, "Steered")).toBe(steered);
    expect(await other.getByLabel("Seed").inputValue()).toBe("11");
    await other.getByRole("button", { name: "Replay" }).click();
    await other.getByText("Same text, token for token").waitFor({ timeout: 60_000 });
    expect(await text(other, "Steered")).toBe(steered);

    const silent = await open(path, { scripts: false });
    expect(await text(silent, "Steered")).toBe(steered);
    const recipe = (await (await fetch(new URL(`/api${path}/recipe`, page.url()))).json()) as {
      recipe: { seed: number };
    };
    expect(recipe.recipe.seed).toBe(11);
  });

  it("shows the features of every token while they are written, and follows one through both texts", async () => {
    const page = await open(playground);
    await page
      .getByRole("group", { name: "Colour tokens by" })
      .getByRole("button", { name: "Features" })
      .click();
    // gently, so that it writes words whose features the corpus knows
    await page.getByLabel("× max").fill("0.2");
    await write(page, 120);
    const rows = column(page, "Steered")
      .getByRole("list", { name: "Features of every token" })
      .getByRole("listitem");
    const features = rows.last().getByRole("button");
    await rows
      .filter({ has: page.getByRole("button") })
      .nth(10)
      .waitFor({ timeout: 20_000 });
    expect(await page.getByRole("button", { name: "Stop" }).isVisible()).toBe(true);
    await written(page);
    await features.first().waitFor({ timeout: 20_000 });
    // "Once upon a time", and what has been written
    expect(await rows.count()).toBeGreaterThan(50);
    await features.first().click();
    expect(await features.first().getAttribute("aria-pressed")).toBe("true");
    const words = column(page, "Steered").locator("p").first().getByRole("button");
    await until("the followed feature colours the last word", async () =>
      ((await words.last().getAttribute("class")) ?? "").includes("act-"),
    );
    await page.getByText(/^Colours follow/).waitFor();
    await words.nth(5).click();
    expect(await words.nth(5).getAttribute("aria-pressed")).toBe("true");
    await expectGoodLooks(page, "steer-features");
    await page.getByRole("button", { name: "Show all" }).click();
    expect(await page.getByText(/^Colours follow/).count()).toBe(0);
  }, 150_000);

  it("says of features how well they steer, and puts those that do first", async () => {
    // what a feature promotes is known once it has been collected
    const first = await collectedSae(getDatabase().pool);
    const page = await open(steerUrl(DEMO, [`${first}/${STEERED.feature}`]));
    const verdict = /steers (well|weakly|little)/;
    await page.getByText(verdict).first().waitFor({ timeout: 30_000 });
    await page.getByText(verdict).first().focus();
    expect(await page.getByRole("tooltip").innerText()).toMatch(/percentage points likelier to come next/);
    await page.getByLabel("Find a feature by id").fill("girl");
    await page.getByRole("button", { name: "Find" }).click();
    const found = page.getByRole("list", { name: "Found features" }).getByRole("listitem");
    await found.filter({ hasText: verdict }).nth(1).waitFor({ timeout: 30_000 });
    const marks = async () => {
      const texts = await found.allInnerTexts();
      return texts.map((text) => (text.match(/●/g) ?? []).length);
    };
    await until("all are measured", async () => !(await found.allInnerTexts()).join().includes("measuring"));
    await page.getByLabel("Those that steer best first").check();
    const sorted = await marks();
    expect(sorted).toEqual(sorted.toSorted((a, b) => b - a));
    await expectGoodLooks(page, "steer-marks");
  }, 200_000);

  it("sweeps five doses", async () => {
    const page = await open(playground);
    await page.getByLabel("Sweep 5 doses").check();
    await write(page, 20);
    await written(page);
    expect(await column(page, "Steered").count()).toBe(5);
    const texts = await Promise.all([0, 1, 2, 3, 4].map((n) => text(page, "Steered", n)));
    expect(new Set(texts).size).toBeGreaterThan(2);
    const cost = page.getByRole("region", { name: "Cost on other text" });
    await cost.getByRole("button", { name: "Measure" }).click();
    await cost.getByRole("table").waitFor({ timeout: 60_000 });
    expect(await cost.getByRole("row").count()).toBe(1 + 1 + 5);
    await screenshot(page, "steer-sweep-light", true);
  });

  it("stops, and a closed page leaves the worker free", async () => {
    const page = await open(playground);
    await page.getByLabel("Prompt").fill("");
    await write(page, 250);
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByText("Stopped.").waitFor();
    expect(await state(page)).toBe("stopped");

    await page.getByLabel("Seed").fill("12");
    await page.getByRole("button", { name: /^Write/ }).click();
    const before = page.url();
    await page.waitForURL((url) => url.href !== before);
    const url = page.url();
    await page.close();
    const id = new URL(url).pathname.split("/").at(-1);
    await until("the run is paused", async () => {
      const { rows } = await getDatabase().pool.query<{ state: string; busy: boolean }>(
        `SELECT state, EXISTS (SELECT 1 FROM worker WHERE task = 'generate-steered') AS busy
         FROM steering_run WHERE id = $1`,
        [id],
      );
      return rows[0]?.state !== "running" && rows[0]?.busy === false;
    });
  });

  it("says what is wrong: a strength that is none, an unknown link, a prompt that is too long", async () => {
    const page = await open(playground);
    await page.getByLabel("× max").fill("lots");
    await page.getByText("a number", { exact: true }).waitFor();
    await page.getByLabel("× max").fill("200");
    await page.getByText("-20 to 20").waitFor();
    await page.getByLabel("× max").fill("1");
    await page.getByLabel("Prompt").fill("word ".repeat(500));
    await page.getByRole("button", { name: /^Write/ }).click();
    await page.getByText(/The prompt has \d+ tokens/).waitFor({ timeout: 60_000 });
    const unknown = await open("/steer/nothing-here");
    expect(unknown.status).toBe(404);
    expect(await unknown.locator("h1").innerText()).toContain("There is no steered text");
  });
});

describe("tracing", () => {
  it("ranks features, takes one away at a click, and shows the new prediction", async () => {
    const page = await open("/trace");
    await page.getByLabel("Prompt").fill("The dog was very");
    await page.getByLabel("This word").fill("happy");
    await page.getByLabel("not that").fill("sad");
    await page.getByRole("combobox").selectOption(`${DEMO}/${STEERED_SAE}`);
    await page.getByRole("button", { name: "Trace", exact: true }).click();
    const answer = page.getByRole("region", { name: "Answer" });
    await answer.waitFor({ timeout: 60_000 });
    expect(await answer.innerText()).toMatch(/happy \(.*\) rather than sad \(.*\), mostly because of /);
    for (const side of ["For", "Against"])
      expect(
        await answer.getByRole("list", { name: side, exact: true }).getByRole("listitem").count(),
      ).toBeGreaterThan(2);
    await answer.getByText("All figures of this question").click();
    const next = page.getByRole("list", { name: "Most probable next tokens" });
    const before = await next.innerText();
    expect(Number(/no likeness\) is (\d\.\d+)/.exec(await answer.innerText())?.[1])).toBeGreaterThan(0.7);
    await answer
      .getByRole("link", { name: /^Take away/ })
      .first()
      .click();
    await page.waitForURL(/without=\d+/);
    await page.getByText("Without", { exact: true }).waitFor({ timeout: 60_000 });
    await page.getByText("All figures of this question").click();
    expect(await next.innerText()).not.toBe(before);
    expect(page.errors).toEqual([]);
  });

  it("says what is wrong with a question", async () => {
    const page = await open(`/trace?sae=${DEMO}/${STEERED_SAE}&prompt=The+dog&a=extraordinarily&b=sad`);
    await page.getByText(/“extraordinarily” is \d tokens/).waitFor({ timeout: 60_000 });
  });
});

describe("the necessary chain", () => {
  const path = `/trace?sae=${DEMO}/${STEERED_SAE}&prompt=They+went+to+the+beach+and+played+in+the`;
  const section = (page: Page) => page.getByRole("region", { name: "What it could not do without" });
  const switches = (page: Page) => section(page).getByRole("switch");
  const line = (page: Page, name: string) =>
    section(page).locator("dt", { hasText: name }).locator("xpath=following-sibling::dd[1]");

  it("is found at a click, and its switches rewrite the text by keyboard", async () => {
    const page = await open(path);
    await page.getByRole("link", { name: "Find the chain" }).click();
    await page.waitForURL(/chain=1/);
    await switches(page).first().waitFor({ timeout: 60_000 });
    const count = await switches(page).count();
    const says = section(page).locator("p").first();
    expect(await says.innerText()).toMatch(
      /^Without (this one activation|these [\w-]+ activations), the model would have said \w+ \(.*\) instead of sand, which falls from [\d.]+\s% to [\d.]+\s%\.$/,
    );
    const whole = await line(page, "As it is").innerText();
    expect(await line(page, "Without").innerText()).not.toBe(whole);
    expect(await section(page).innerText()).toMatch(/20 sets of .* drawn at random .*95 % interval/);
    for (let i = 0; i < count; i++)
      expect(await switches(page).nth(i).getAttribute("aria-checked")).toBe("false");

    // none of them can be left in: with one put back, it is the word again
    await switches(page).first().focus();
    await page.keyboard.press("Space");
    await says.filter({ hasText: /says sand/ }).waitFor({ timeout: 60_000 });
    expect(await switches(page).first().getAttribute("aria-checked")).toBe("true");
    await page.waitForURL(/back=\d+-\d+$/);
    const address = new URL(page.url());
    if (count > 1) {
      await page.getByRole("button", { name: "Put all back" }).click();
      await says.filter({ hasText: "With all of them in place, the model says sand" }).waitFor();
      expect(await line(page, "All in place").innerText()).toBe(whole);
      await page.getByRole("button", { name: "Take all away" }).click();
      await says.filter({ hasText: "would have said" }).waitFor();
      expect(page.url()).not.toContain("back=");
    }
    expect(page.errors).toEqual([]);

    const other = await open(address.pathname + address.search);
    await switches(other).first().waitFor({ timeout: 60_000 });
    expect(await switches(other).first().getAttribute("aria-checked")).toBe("true");
    expect(await section(other).locator("p").first().innerText()).toMatch(/says sand/);
  });

  it("fits a phone, in dark as well, and has no serious accessibility problem", async () => {
    const page = await open(`${path}&chain=1`, { phone: true });
    await switches(page).first().waitFor({ timeout: 60_000 });
    await expectGoodLooks(page, "trace-chain");
  });

  it("says what is wrong with a prompt", async () => {
    const page = await open(`/trace?sae=${DEMO}/${STEERED_SAE}&prompt=${"word+".repeat(200)}&chain=1`);
    await page
      .getByText(/The prompt has \d+ tokens; at most 96 are traced/)
      .nth(1)
      .waitFor({ timeout: 60_000 });
  });
});
