/** `featurescope add` on local files: one command from folders to a feature page, and what it says of wrong pairings. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ImportStatus } from "@/server/procedures/import/queries";
import { importRequest, type ImportRequest } from "@/domain/imports";
import { packTokens, unpackTokens, type Turn } from "@/domain/passages";
import { notesFile } from "@/workers/files/token-corpus";
import { prepareImport } from "@/workers/import/prepare";
import { registerImport } from "@/workers/import/register-import";
import { appRouter } from "@/server/procedures";
import { createCallerFactory } from "@/server/trpc";
import { makeAccount, type TestAccount } from "../support/accounts";
import { serveHub, type HubFixture } from "../support/files/hub-server";
import { tinyGguf } from "../support/files/tiny-gguf";
import { exactSae, TINY_PIECES, tinyGpt2 } from "../support/files/tiny-gpt2";
import { runProgram, type Program } from "../support/program";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary-folder";
import { useTestDatabase } from "../support/test-database";

const database = useTestDatabase();
const api = createCallerFactory(appRouter)({});
let folder: TemporaryFolder;
let model: string;
let corpus: string;
let worker: Program | undefined;
let hub: HubFixture;

const DATASET = "datasets/lab/stories";

const STORIES = ["the dog ran to the park. it was a big dog!", "a cat sat on the mat, and the mat was red."];

beforeAll(async () => {
  folder = await temporaryFolder("add");
  model = await tinyGpt2(join(folder.path, "tiny-gpt2"));
  corpus = join(folder.path, "stories.jsonl");
  const lines = Array.from({ length: 60 }, (_, i) =>
    JSON.stringify({ text: `${STORIES[i % 2] ?? ""} number ${i}.` }),
  );
  await writeFile(corpus, lines.join("\n"));
  hub = await serveHub(DATASET, { "data/stories.jsonl": await readFile(corpus) }, []);
});
afterAll(async () => {
  worker?.process.kill("SIGTERM");
  await worker?.ended;
  hub.close();
  await folder.remove();
});

const add = (...args: string[]) => addModel(model, ...args);

/** Stories as tokens, 25 a passage, each on a topic of its own, which are returned. */
async function writeTokens(path: string, passages: number): Promise<string[]> {
  const ids = new Map(TINY_PIECES.map((piece, id) => [piece.replace("▁", " "), id]));
  const topics = Array.from({ length: passages }, (_, i) => `topic ${i}`);
  const tokens = topics.flatMap((_, i) => {
    const story = `${STORIES[i % 2] ?? ""} ${i} ${STORIES[(i + 1) % 2] ?? ""}`;
    return [ids.get("<s>") ?? 0, ...Array.from(story.slice(i % 30, (i % 30) + 24), (c) => ids.get(c) ?? 0)];
  });
  await writeFile(path, packTokens(tokens, TINY_PIECES.length));
  const notes = topics.map((topic) => JSON.stringify({ tokens: 25, topic, kind: "story" }));
  await writeFile(notesFile(path), notes.join("\n"));
  return topics;
}

async function run(...args: string[]) {
  const program = runProgram(["cli/main.ts", ...args], {
    DATABASE_URL: database.url,
    FEATURESCOPE_ENGINE: "onnx",
  });
  return { code: await program.ended, output: program.output() };
}

const addModel = (place: string, ...args: string[]) => run("add", place, "--corpus", corpus, ...args);

describe("adding a model and an SAE of one's own", () => {
  it("leads from folders to a feature page with one command", async () => {
    const sae = await exactSae(join(folder.path, "exact"), { hookName: "blocks.1.hook_resid_post" });
    worker = runProgram(["workers/main.ts", "--lane", "batch"], {
      DATABASE_URL: database.url,
      FEATURESCOPE_ROOTS: folder.path,
      FEATURESCOPE_HUB: hub.url,
    });
    const { code, output } = await add("--sae", sae);
    expect(output).toMatch(/gpt2, 3 layers, width 24: checked/);
    expect(output).toMatch(/FVU 0\.0000, CE recovered 1\.000/);
    expect(output).not.toContain("WARNING");
    expect(output).toContain("/tiny-gpt2/1-resid-post-248\n");
    expect(code).toBe(0);

    const page = await api.feature.get({ model: "tiny-gpt2", sae: "1-resid-post-248", index: "4" });
    expect(page.statistics?.activeTokens).toBeGreaterThan(100);
    // passages are runs of the corpus, shown by the model's own characters
    const shown = page.top[0]?.pieces.slice(1).join("").replace(/▁/g, " ") ?? "";
    expect(shown.length).toBeGreaterThan(3);
    expect(STORIES.some((story) => `${story} number 0123456789.`.includes(shown.slice(0, 4)))).toBe(true);
    const dead = await api.feature.get({ model: "tiny-gpt2", sae: "1-resid-post-248", index: "60" });
    expect(dead.statistics?.activeTokens).toBe(0);
    // run again, nothing is made twice
    expect((await add("--sae", sae)).code).toBe(0);
    const { rows } = await database.pool.query("SELECT 1 FROM collection");
    expect(rows).toHaveLength(1);
  });

  it("takes a GGUF file where it takes a folder, and registers nothing of a damaged one", async () => {
    const file = join(folder.path, "Tiny.Q8.gguf");
    const bytes = await tinyGguf();
    await writeFile(file, bytes);
    const sae = join(folder.path, "exact");
    const { code, output } = await addModel(file, "--sae", sae);
    expect(output).toMatch(/FVU 0\.0000, CE recovered 1\.000/);
    expect(output).toContain("/tiny.q8/1-resid-post-248\n");
    expect(code).toBe(0);
    const page = await api.feature.get({ model: "tiny.q8", sae: "1-resid-post-248", index: "4" });
    const original = await api.feature.get({ model: "tiny-gpt2", sae: "1-resid-post-248", index: "4" });
    expect(page.statistics).toEqual(original.statistics);

    await writeFile(join(folder.path, "cut.gguf"), bytes.subarray(0, bytes.length - 5000));
    const cut = await addModel(join(folder.path, "cut.gguf"), "--sae", sae);
    expect(cut.code).not.toBe(0);
    expect(cut.output).toMatch(/cut\.gguf: tensor ".*" lies at .* \(truncated file\?\)/);
    const { rows } = await database.pool.query("SELECT 1 FROM language_model WHERE id LIKE 'cut%'");
    expect(rows).toEqual([]);
  });

  it("goes from training to pages for a model that is registered, with token files as its texts", async () => {
    const file = join(folder.path, "Tiny.Q8.gguf");
    const tokens = join(folder.path, "topics.u16");
    const notes = await writeTokens(tokens, 400);
    const out = join(folder.path, "trained");
    const train = runProgram(
      [
        ...[
          "cli/main.ts",
          "train",
          file,
          "--corpus",
          tokens,
          "--out",
          out,
          "--hook",
          "blocks.1.hook_resid_post",
        ],
        ...[
          "--features",
          "96",
          "--k",
          "12",
          "--steps",
          "300",
          "--batch",
          "128",
          "--rate",
          "0.005",
          "--warmup",
          "10",
        ],
      ],
      { FEATURESCOPE_ENGINE: "onnx" },
    );
    expect([await train.ended, train.output()]).toEqual([0, expect.any(String)]);

    const chain = ["tiny.q8", "--sae", out, "--sae-name", "trained"];
    const alone = await run("add", ...chain);
    expect(alone).toMatchObject({
      code: 0,
      output: expect.stringMatching(/stories: [\d,]+ tokens in/) as string,
    });
    expect(await run("add", ...chain, "--corpus", "none.txt")).toMatchObject({
      code: 1,
      output: expect.stringContaining("none.txt") as string,
    });
    const added = await run("add", ...chain, "--corpus", tokens);
    expect(added.output).toContain("registered already");
    expect(added.output).toContain("topics.u16: 9,600 tokens in 400 passages, read as token ids.");
    expect(added.output).toContain("/tiny.q8/trained\n");
    expect(added.code).toBe(0);

    const page = await api.sae.get({ address: { model: "tiny.q8", sae: "trained" }, browse: {} });
    expect(page.sae.collection).toMatchObject({ state: "done", tokensDone: 9_600 });
    const [first] = page.rows;
    expect(first?.example?.topic).toBe(notes[first?.example?.passage ?? -1]);
    const { rows } = await database.pool.query<{ steps: number; models: number }>(
      `SELECT (training->'options'->>'steps')::int AS steps,
         (SELECT count(*)::int FROM language_model WHERE id LIKE 'tiny.q8%') AS models
       FROM sae WHERE model_id = 'tiny.q8' AND slug = 'trained'`,
    );
    expect(rows).toEqual([{ steps: 300, models: 1 }]);

    // by the name that the text has now, and nothing is made twice
    const again = await run("add", ...chain, "--corpus", "topics");
    expect(again).toMatchObject({
      code: 0,
      output: expect.stringContaining("topics: 9,600 tokens") as string,
    });
    const collections = "SELECT 1 FROM collection JOIN sae s ON s.id = sae_id WHERE s.slug = 'trained'";
    expect((await database.pool.query(collections)).rows).toHaveLength(2);
    expect((await run("add", ...chain)).output).toContain(
      "tiny.q8 has 2 corpora. Name one with --corpus: stories, topics.",
    );
    expect((await run("add", ...chain.slice(0, 3), "--name", "other")).output).toContain(
      "tiny.q8 has a name already. Leave out --name.",
    );
  }, 300_000);

  it("writes conversations by the model's chat template, and says which rows it left out", async () => {
    const chats = await tinyGpt2(join(folder.path, "tiny-chat"));
    await writeFile(
      join(chats, "chat_template.jinja"),
      "{% for message in messages %}{{ message.role }}: {{ message.content }}\n{% endfor %}",
    );
    const file = join(folder.path, "chats.jsonl");
    const messages = [
      { role: "user", content: "who?" },
      { role: "assistant", content: "a dog." },
    ];
    await writeFile(file, `${JSON.stringify({ messages })}\n{"messages":null}\n`);
    const { code, output } = await run("add", chats, "--corpus", file);
    expect([code, output]).toEqual([0, expect.stringContaining("in 1 passage, read as JSON lines, UTF-8.")]);
    expect(output).toContain(
      "WARNING: chats.jsonl: 1 of 2 rows was left out: 1 without text (the first is line 2).",
    );
    const { rows } = await database.pool.query<{ tokens: Buffer; turns: Turn[] }>(
      "SELECT p.tokens, p.turns FROM passage p JOIN corpus c ON c.id = corpus_id WHERE c.model_id = 'tiny-chat'",
    );
    const ids = unpackTokens(rows[0]?.tokens ?? Buffer.alloc(0), TINY_PIECES.length);
    const said = ({ start, end }: Turn) =>
      Array.from(ids.slice(start, end), (id) => TINY_PIECES[id])
        .join("")
        .replaceAll("▁", " ");
    expect(rows[0]?.turns.map((turn) => [turn.role, said(turn)])).toEqual([
      ["user", "who?"],
      ["assistant", "a dog."],
    ]);
  });

  it("gives everything a name of its own that can be read, and no model that of a page", async () => {
    const registered = async (table: string, column: string, where = "true") =>
      (
        await database.pool.query<Record<string, string>>(
          `SELECT ${column} FROM ${table} WHERE ${where} ORDER BY 1`,
        )
      ).rows.map((row) => row[column]);
    const addHere = async (request: Partial<ImportRequest>) => {
      const whole = importRequest.parse({ model, ...request });
      const tryPairing = () => Promise.reject(new Error("there is no SAE"));
      const ignore = () => undefined;
      const prepared = await prepareImport(whole, {
        ...{ pool: database.pool, dataFolder: folder.path, tryPairing, onStep: ignore, onFetch: ignore },
      });
      return registerImport(database.pool, whole, prepared);
    };
    const before = await registered("language_model", "id");
    const lens = { model: await tinyGpt2(join(folder.path, "lens")) };
    for (const request of [
      { name: "admin" },
      { name: "search" },
      { name: "embed" },
      { name: "Search" },
      lens,
    ])
      await expect(addHere(request)).rejects.toMatchObject({
        code: "BAD_INPUT",
        message: expect.stringMatching(/^\/(admin|search|embed|lens) is the address of a page/) as string,
        hint: "Name the model with --name.",
      });
    expect(await registered("language_model", "id")).toEqual(before);

    for (const name of ["日本", "!", "?"]) await addHere({ name });
    const others = await registered("language_model", "id", "id LIKE 'model-%' OR id = 'riben'");
    expect(others).toEqual([expect.stringMatching(/^model-[0-9a-f]{8}$/), "riben"]);
    expect(await registered("language_model", "title", "id = 'riben'")).toEqual(["日本"]);

    // one text cut in two ways, and another of the same name
    const text = join(folder.path, "names", "text.txt");
    await mkdir(dirname(text));
    const cut = (length: number) => addHere({ model: "riben", corpus: text, length });
    await writeFile(text, STORIES.join(" "));
    for (const length of [16, 24, 16, 24]) await cut(length);
    expect(await registered("corpus", "slug", "model_id = 'riben'")).toEqual(["text", "text-24"]);
    await writeFile(text, STORIES.toReversed().join(" "));
    for (const length of [24, 24]) await cut(length);
    expect(await registered("corpus", "slug", "model_id = 'riben'")).toEqual([
      "text",
      expect.stringMatching(/^text-[0-9a-f]{8}$/),
      "text-24",
    ]);
    expect(await registered("corpus", "title", "slug = 'text-24'")).toEqual([
      "text.txt, 24 tokens a passage",
    ]);
  });

  it("says at which hook an SAE fits better, and refuses one that is worse than nothing", async () => {
    const wide = await exactSae(join(folder.path, "wide"), {
      hookName: "blocks.1.hook_resid_post",
      width: 32,
    });
    const { code, output } = await add("--sae", wide);
    expect(code).not.toBe(0);
    expect(output).toContain(
      "The SAE has width 32 at blocks.1.hook_resid_post, but this gpt2 model has 24 there.",
    );

    const deep = await exactSae(join(folder.path, "deep"), { hookName: "blocks.7.hook_resid_post" });
    expect((await add("--sae", deep)).output).toContain(
      'The model has no hook point "blocks.7.hook_resid_post".',
    );
  });
});

describe("importing by the form", () => {
  const ended = async (admin: TestAccount, id: string): Promise<ImportStatus> => {
    for (;;) {
      const status = (await admin.api.import.list()).find((entry) => entry.id === id);
      if (status && status.state !== "queued" && status.state !== "running") return status;
      await delay(200);
    }
  };

  it("leads to the same SAE under another name, and says of refusals why", async () => {
    const admin = await makeAccount("importer", "admin");
    const sae = join(folder.path, "exact");
    const start = (request: { model: string; sae?: string; corpus?: string; saeName?: string }) =>
      admin.api.import.start(request);
    const { id } = await start({ model, sae, corpus, saeName: "by-form" });
    const done = await ended(admin, id);
    expect(done).toMatchObject({
      state: "done",
      error: null,
      result: { model: "tiny-gpt2", sae: "by-form", warnings: [] },
    });
    const { rows } = await database.pool.query(
      "SELECT 1 FROM collection JOIN sae ON sae.id = sae_id WHERE model_id = 'tiny-gpt2'",
    );
    expect(rows).toHaveLength(2);

    const hubCorpus = `hf:${DATASET}`;
    const fetched = await ended(
      admin,
      (await start({ model, sae, corpus: hubCorpus, saeName: "by-hub" })).id,
    );
    expect(fetched).toMatchObject({ state: "done", error: null, result: { sae: "by-hub" } });
    expect(fetched.result?.steps.filter((step) => step.includes("passages"))).toEqual(
      done.result?.steps.filter((step) => step.includes("passages")),
    );
    const missing = await ended(admin, (await start({ model, sae, corpus: `${hubCorpus}/none.txt` })).id);
    expect(missing).toMatchObject({ state: "failed", error: `${DATASET} holds no none.txt.` });

    const wide = await ended(admin, (await start({ model, sae: join(folder.path, "wide"), corpus })).id);
    expect(wide).toMatchObject({
      state: "failed",
      error: expect.stringMatching(/^The SAE has width 32 at blocks\.1\.hook_resid_post, but/) as string,
      hint: expect.stringContaining("--hook") as string,
    });
    for (const request of [{ model: "/etc" }, { model, corpus: "/etc/passwd" }]) {
      const outside = await ended(admin, (await start(request)).id);
      expect(outside.state).toBe("failed");
      expect(outside.error).toMatch(/^\/etc.* lies outside of the folders in FEATURESCOPE_ROOTS\.$/);
    }
    expect((await admin.api.audit.list({ action: "import.start" })).entries).toHaveLength(6);
  });

  it("is for administrators alone", async () => {
    const reviewer = await makeAccount("reviewer-of-imports", "reviewer");
    for (const caller of [api, reviewer.api]) {
      await expect(caller.import.start({ model })).rejects.toThrow(/needs/);
      await expect(caller.import.list()).rejects.toThrow(/needs/);
    }
  });
});
