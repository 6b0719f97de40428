/**
 * A model and an SAE of one's own: `featurescope add` and the form, a worker, and the pages they lead to, with the built
 * pages served on a database of this file alone, where no other collection stands before it.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeCheckout } from "@/cli/start/checkout";
import { migrateDatabase } from "@/prisma/migrate";
import { dataFolder } from "@/workers/files/data-folder";
import { shareModels } from "../support/app-data";
import { exactSae, tinyGpt2 } from "../support/files/tiny-gpt2";
import { freePort, runProgram, until, type Program } from "../support/program";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary-folder";
import { DESKTOP, PHONE, screenshot, useBrowser } from "./browser";
import { spawn, type ChildProcess } from "node:child_process";
import { seriousProblems, watchTitle } from "./accessibility";
import { expectGoodLooks } from "./looks";
import { register } from "./people";

const STORIES = ["the dog ran to the park. it was a big dog!", "a cat sat on the mat, and the mat was red."];
const HOOK = "blocks.1.hook_resid_post";

let folder: TemporaryFolder;
let web: ChildProcess | undefined;
let worker: Program | undefined;
let writer: Program | undefined;
let paths: { model: string; sae: string; wide: string; corpus: string };

beforeAll(async () => {
  folder = await temporaryFolder("add");
  paths = {
    model: await tinyGpt2(join(folder.path, "tiny-gpt2")),
    sae: await exactSae(join(folder.path, "exact"), { hookName: HOOK }),
    wide: await exactSae(join(folder.path, "wide"), { hookName: HOOK, width: 32 }),
    corpus: join(folder.path, "stories.jsonl"),
  };
  await writeFile(
    join(paths.model, "tokenizer_config.json"),
    JSON.stringify({
      chat_template:
        "{% for message in messages %}{{ message.role[0] }}:{{ message.content }};{% endfor %}{% if add_generation_prompt %}a:{% endif %}",
    }),
  );
  const lines = Array.from({ length: 60 }, (_, i) =>
    JSON.stringify({ text: `${STORIES[i % 2] ?? ""} number ${i}.` }),
  );
  await writeFile(paths.corpus, lines.join("\n"));

  const url = new URL(process.env.DATABASE_URL ?? "");
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query("CREATE DATABASE own_models");
  await client.end();
  url.pathname = "/own_models";
  await migrateDatabase(url.href);
  process.env.DATABASE_URL = url.href;

  const port = await freePort();
  const checkout = describeCheckout(dataFolder(), url.href, false);
  const serve = ["scripts/run.mjs", "server/http/page-process.ts", "--port", String(port)];
  web = spawn(process.execPath, serve, {
    cwd: checkout.root,
    env: { ...checkout.env, FEATURESCOPE_SECRET: "the tests of own models sign their sessions with this" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  process.env.FEATURESCOPE_TEST_URL = `http://localhost:${port}`;
  const data = join(folder.path, "data");
  await mkdir(data);
  await shareModels(data);
  const env = {
    DATABASE_URL: url.href,
    FEATURESCOPE_DATA: data,
    FEATURESCOPE_ROOTS: folder.path,
    FEATURESCOPE_HUB: "http://127.0.0.1:9",
  };
  worker = runProgram(["workers/main.ts", "--lane", "batch"], env);
  writer = runProgram(["workers/main.ts", "--lane", "interactive"], env);
  const healthy = () =>
    fetch(`http://localhost:${port}/api/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  await until("the pages are served", healthy, 60_000);
}, 120_000);

const { open } = useBrowser({ fixture: false });

afterAll(async () => {
  const ended = new Promise((resolve) => (web ? web.once("close", resolve) : resolve(null)));
  web?.kill("SIGTERM");
  for (const program of [worker, writer]) program?.process.kill("SIGTERM");
  await Promise.all([ended, worker?.ended, writer?.ended]);
  await folder.remove();
});

describe("a model and an SAE of one's own", () => {
  it("lead from folders to a feature page with one command", async () => {
    const program = runProgram(
      ["cli/main.ts", "add", paths.model, "--sae", paths.sae, "--corpus", paths.corpus],
      { DATABASE_URL: process.env.DATABASE_URL },
    );
    expect(await program.ended, program.output()).toBe(0);
    const address = /^\/tiny-gpt2\/\S+$/m.exec(program.output())?.[0];
    expect(address).toBe("/tiny-gpt2/1-resid-post-248");

    const page = await open(`${address}/4`);
    expect(page.status).toBe(200);
    const examples = page.locator("main");
    await expect.poll(() => examples.textContent()).toContain("ran to the park");
    expect(page.errors).toEqual([]);
    // its neighbours follow by themselves
    await expect
      .poll(() => page.reload().then(() => examples.textContent()), { timeout: 60_000, interval: 1000 })
      .not.toContain("have not been compared yet");
    await screenshot(page, "own-feature", true);
    // the page answers as one of the demo does: the next feature, the list of all of them
    await page.keyboard.press("j");
    await page.waitForURL((to) => to.pathname === `${address}/5`);
    const list = await open(address ?? "");
    expect(await list.locator("main").textContent()).toMatch(/248/);
    expect(list.errors).toEqual([]);
  }, 120_000);

  it("lets one talk to a model that has a chat format, and steer its answer", async () => {
    const page = await open("/steer?model=tiny-gpt2&features=1-resid-post-248/4");
    await page.getByLabel("Send as a chat").check();
    await page.getByLabel("Your message").fill("dog?");
    await page.getByRole("button", { name: "Add a system message" }).click();
    await page.getByLabel("system", { exact: true }).fill("be");
    await page.getByLabel("Tokens to write").fill("8");
    await screenshot(page, "steer-chat-draft", true);
    await page.getByRole("button", { name: /^Write/ }).click();
    await page.waitForURL(/\/steer\/[\w-]+$/);
    await page.getByRole("button", { name: "Replay" }).waitFor({ timeout: 60_000 });
    const text = (of: Page, title: string) =>
      of.getByRole("region", { name: title, exact: true }).locator("[data-tips-row]").innerText();
    const answer = await text(page, "Steered");
    // what was sent, in the model's own format, and eight tokens after it
    for (const shown of [answer, await text(page, "Default")]) expect(shown).toMatch(/^\s?s:be;u:dog\?;a:/);
    expect(await seriousProblems(page)).toEqual([]);
    await screenshot(page, "steer-chat", true);

    const other = await open(new URL(page.url()).pathname);
    expect(await text(other, "Steered")).toBe(answer);
    expect(await other.getByLabel("Send as a chat").isChecked()).toBe(true);
    expect(await other.getByLabel("system", { exact: true }).inputValue()).toBe("be");
    expect([...page.errors, ...other.errors]).toEqual([]);
  }, 120_000);

  it("or by the form, which says why what does not fit is refused, and lets it be changed", async () => {
    const page = await open("/");
    await register(page, "importer", "admin");
    await page.goto(new URL("/admin/import", page.url()).href);
    const lostTitles = await watchTitle(page);
    const fill = async (values: Record<string, string>) => {
      for (const [label, value] of Object.entries(values))
        await page.getByLabel(label, { exact: true }).fill(value);
      await page.getByRole("button", { name: "Import", exact: true }).click();
    };
    const row = (state: string) => page.getByRole("listitem").filter({ hasText: state });
    await fill({ "Language model": paths.model, SAE: paths.wide, Corpus: paths.corpus });
    await row("failed").waitFor();
    expect(await row("failed").textContent()).toContain("The SAE has width 32 at blocks.1.hook_resid_post");
    await screenshot(page, "admin-import-refused", true);

    await page.getByRole("link", { name: /^Change/ }).click();
    await page.waitForURL(/change=/);
    expect(await page.getByLabel("SAE", { exact: true }).inputValue()).toBe(paths.wide);
    await page.getByLabel("Name of the SAE").fill("by-form");
    await fill({ SAE: paths.sae });
    await row("done").waitFor();
    expect(await row("done").textContent()).toMatch(/L0 \d+\.\d, FVU 0\.0000, CE recovered 1\.000/);
    expect(await lostTitles()).toBe(0);
    expect(await seriousProblems(page)).toEqual([]);
    await screenshot(page, "admin-import", true);
    await page.setViewportSize(PHONE);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
    await screenshot(page, "admin-import-phone", true);
    await page.getByRole("link", { name: "tiny-gpt2/by-form" }).click();
    await page.waitForURL((to) => to.pathname === "/tiny-gpt2/by-form");
    expect(page.errors).toEqual([]);

    // called off while it waits for a worker, and taken up again
    await page.goBack();
    worker?.process.kill("SIGSTOP");
    await page.getByText("More", { exact: true }).click();
    await page.getByLabel("Name of the SAE").fill("later");
    await fill({ "Language model": paths.model, SAE: paths.sae, Corpus: paths.corpus });
    await page.getByRole("button", { name: /^Cancel/ }).click();
    await row("cancelled").waitFor();
    await screenshot(page, "admin-import-cancelled", true);
    await page
      .getByRole("button", { name: /^Try again/ })
      .first()
      .click();
    await row("queued").waitFor();
    worker?.process.kill("SIGCONT");
    await page.getByRole("link", { name: "tiny-gpt2/later" }).waitFor({ timeout: 60_000 });
    expect(page.errors).toEqual([]);
  }, 120_000);

  it("or by training one: with live curves, stopped and gone on, registered, and opened", async () => {
    const long = join(folder.path, "long.jsonl");
    const lines = Array.from({ length: 600 }, (_, i) =>
      JSON.stringify({ text: `${STORIES[i % 2] ?? ""} number ${i}.` }),
    );
    await writeFile(long, lines.join("\n"));
    const added = runProgram(["cli/main.ts", "add", "tiny-gpt2", "--corpus", long, "--length", "24"], {
      DATABASE_URL: process.env.DATABASE_URL,
    });
    expect(await added.ended, added.output()).toBe(0);

    const page = await open("/");
    await register(page, "trainer", "admin");
    await page.goto(new URL("/admin/jobs", page.url()).href);
    await page.getByRole("link", { name: "Training", exact: true }).click();
    await page.getByText("None yet.").waitFor();
    const form = page.getByRole("form", { name: "Train an SAE" });
    await expectGoodLooks(page, "admin-train");
    await page.setViewportSize(DESKTOP);
    expect(await form.textContent()).toContain("is not known yet");
    await form.getByLabel("Corpus").selectOption("stories");
    await form.getByRole("button", { name: "Train" }).click();
    await form.getByText(/^Corpus: stories has \d+ passages; 256 of them are kept/).waitFor();

    await form.getByLabel("Corpus").selectOption("long");
    await form.getByLabel("Hook").selectOption(HOOK);
    await form.getByText("More", { exact: true }).click();
    const fill = async (values: Record<string, string>) => {
      for (const [label, value] of Object.entries(values))
        await form.getByLabel(label, { exact: true }).fill(value);
      await form.getByRole("button", { name: "Train" }).click();
      await page.waitForURL(/\/admin\/train\/[\w-]{36}$/);
    };
    await fill({ Features: "96", k: "8", Steps: "200000", Batch: "128", "Learning rate": "0.005" });
    // nothing is loaded again: the curves grow by what the worker tells
    await page.getByText("Running", { exact: true }).waitFor({ timeout: 60_000 });
    const curve = page.getByRole("img", { name: /^FVU over steps/ });
    await curve.waitFor({ timeout: 60_000 });
    const first = await curve.getAttribute("aria-label");
    await expect.poll(() => curve.getAttribute("aria-label"), { timeout: 30_000 }).not.toBe(first);
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByText("Stopped", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Resume" }).click();
    await page.getByText("Running", { exact: true }).waitFor({ timeout: 60_000 });
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByText("Stopped", { exact: true }).waitFor();

    await page.getByRole("link", { name: "All runs, and a new one" }).click();
    await page.waitForURL(/\/admin\/train$/);
    await page.getByText(/tokens are trained on. About/).waitFor();
    await form.getByLabel("Corpus").selectOption("long");
    await form.getByLabel("Hook").selectOption(HOOK);
    await form.getByText("More", { exact: true }).click();
    await fill({ Features: "96", k: "8", Steps: "300", Batch: "128", "Learning rate": "0.005" });
    await page.getByText("Trained", { exact: true }).waitFor({ timeout: 90_000 });
    await page.getByLabel("Beside").selectOption("1-resid-post-248");
    const figures = page.getByRole("table");
    // the other one reconstructs exactly
    expect(await figures.getByRole("row", { name: /^FVU/ }).innerText()).toMatch(/0\.\d+\s+0\.000/);
    await page.getByLabel("Name of the SAE").fill("trained-here");
    await expectGoodLooks(page, "admin-train-run");
    await page.getByRole("button", { name: "Register" }).click();
    await page.getByRole("link", { name: "tiny-gpt2/trained-here" }).click({ timeout: 60_000 });
    await page.waitForURL((to) => to.pathname === "/tiny-gpt2/trained-here");
    // the strongest feature is opened once its dashboard has come
    const feature = page.locator('main a[href^="/tiny-gpt2/trained-here/"]').filter({ hasText: /^#?\d+$/ });
    await expect
      .poll(() => page.reload().then(() => feature.count()), { timeout: 60_000, interval: 1000 })
      .toBeGreaterThan(0);
    await feature.first().click();
    await page.waitForURL(/\/tiny-gpt2\/trained-here\/\d+/);
    await expect.poll(() => page.locator("main").textContent()).toMatch(/the|dog|cat|number/);
    await screenshot(page, "trained-feature", true);
    expect(page.errors).toEqual([]);
  }, 300_000);
});
