import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { blockCount } from "@/workers/dashboards/shard-activations";
import { loadTarget } from "@/workers/dashboards/collection-target";
import { chat, labelEndpoint, listServedModels, type LabelEndpoint } from "@/workers/labels/llm/endpoint";
import { readVerdicts } from "@/workers/labels/llm/judge";
import { labelFeaturesByModel, listUnlabelled } from "@/workers/labels/llm/label-features";
import { readLabel } from "@/workers/labels/llm/label";
import { openSample, type OpenSample } from "@/workers/labels/open-sample";
import { DONE, ensureFixture } from "../support/fixture-dashboards";
import { packedFixtureSample } from "../support/fixture-sample";
import { useTestDatabase } from "../support/test-database";

const database = useTestDatabase();
const KEY = "a-key-that-nobody-may-read";
const MODEL = "reader-1";
/** Features of the fixture that follow one word each; 22 is dead. */
const FEATURES = [6, 8, 11, 22];
const NEVER = new AbortController().signal;

const question = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: z.string() })),
});

/** A server as small as they come, that reads the prompts as a person would. */
let server: Server;
let endpoint: LabelEndpoint;
let sample: OpenSample;
let saeId = 0;
let calls: { authorization: string | undefined; labels: boolean }[] = [];
/** What it does instead of answering, call by call. */
let instead: ((answer: string) => { status?: number; body?: string; retryAfter?: string } | null)[] = [];

beforeAll(async () => {
  await ensureFixture(database.pool);
  const { rows } = await database.pool.query<{ id: number; collection: number }>(
    "SELECT id, current_collection_id AS collection FROM sae WHERE slug = $1",
    [DONE.sae],
  );
  saeId = rows[0]?.id ?? 0;
  const target = await loadTarget(database.pool, rows[0]?.collection ?? 0);
  const packed = packedFixtureSample(blockCount(DONE.features));
  let shard = -1;
  const collectShard = () => {
    shard++;
    const blocks = packed.filter((part) => part.shard === shard).map((part) => part.packed);
    return Promise.resolve({ blocks, tokens: 0, active: 0, leftOut: { special: 0, outliers: 0 } });
  };
  sample = await openSample(database.pool, { collectShard }, target);
  server = createServer((request, response) => {
    void read(request).then((body) => {
      if (request.url === "/v1/models") return void response.end(JSON.stringify({ data: [{ id: MODEL }] }));
      const { messages } = question.parse(JSON.parse(body));
      const [system = "", user = ""] = messages.map(({ content }) => content);
      const judging = user.startsWith("Feature: ");
      calls.push({ authorization: request.headers.authorization, labels: !judging });
      const answer = judging ? judge(user, system) : write(user);
      const other = instead.shift()?.(answer);
      if (other?.retryAfter) response.setHeader("retry-after", other.retryAfter);
      response.statusCode = other?.status ?? 200;
      response.end(other?.body ?? JSON.stringify({ choices: [{ message: { content: answer } }] }));
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  endpoint = { url: `http://127.0.0.1:${port}/v1`, key: KEY, model: MODEL };
});
afterAll(() => server.close());
beforeEach(async () => {
  calls = [];
  instead = [];
  await database.pool.query("DELETE FROM label WHERE sae_id = $1", [saeId]);
});

async function read(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const part of request) body += String(part);
  return body;
}

/** The word that is marked most often. */
function write(user: string): string {
  const counts = new Map<string, number>();
  for (const [, token = ""] of user.matchAll(/«(.*?)»/g)) counts.set(token, (counts.get(token) ?? 0) + 1);
  const [most = ["nothing"]] = [...counts].sort((a, b) => b[1] - a[1]);
  return `"${most[0]}".\n\nBecause it is marked most often.`;
}

/** Yes where the word stands, or, of a marked token, where it is the word or comes right after it. */
function judge(user: string, system: string): string {
  const word = /^Feature: (.*)$/m.exec(user)?.[1] ?? "";
  const said = [...user.matchAll(/^\d+\. (.*)$/gm)].map(([, text = ""]) => {
    if (!system.includes("between «")) return text.split(" ").includes(word);
    return text.includes(`«${word}»`) || text.includes(`${word} «`);
  });
  return `Here you are: [${said.map(Number).join(", ")}]`;
}

const label = (features = FEATURES) =>
  labelFeaturesByModel(database.pool, saeId, endpoint, sample, features, NEVER);

async function stored() {
  const { rows } = await database.pool.query<Record<string, unknown> & { score: number }>(
    "SELECT feature, text, method, source, judge, shown, score, windows FROM label WHERE sae_id = $1 ORDER BY feature",
    [saeId],
  );
  return rows;
}

describe("labels by a language model", () => {
  it("are written from training examples and judged on held-out windows, the key with every call", async () => {
    await label();
    const rows = await stored();
    expect(rows.map(({ feature }) => feature)).toEqual([6, 8, 11]);
    expect(rows[2]).toMatchObject({
      text: "dragon",
      method: "llm",
      source: MODEL,
      judge: MODEL,
      shown: true,
    });
    for (const { score, windows } of rows) {
      expect(score).toBeGreaterThan(0.8);
      expect(windows).toBeGreaterThan(20);
    }
    expect(new Set(calls.map(({ authorization }) => authorization))).toEqual(new Set([`Bearer ${KEY}`]));
  });

  it("score near chance when the judge does not know what it says", async () => {
    instead = Array.from({ length: 500 }, () => (answer: string) => {
      const verdicts = answer.match(/[01]/g);
      if (!answer.startsWith("Here")) return null;
      const content = `[${verdicts?.map((_, i) => i % 2).join(",")}]`;
      return { body: JSON.stringify({ choices: [{ message: { content } }] }) };
    });
    await label([6, 8, 11]);
    const scores = (await stored()).map(({ score }) => score);
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.15);
  });

  it("are written once: a job that goes on asks for what is left alone", async () => {
    await label([6]);
    expect(await listUnlabelled(database.pool, saeId, MODEL, FEATURES)).toEqual([8, 11, 22]);
    expect(await listUnlabelled(database.pool, saeId, "another", [6])).toEqual([6]);
    const before = await stored();
    await label([6]);
    expect(await stored()).toEqual(before);
  });

  it("wait for a server that is busy", async () => {
    instead = [() => ({ status: 429, retryAfter: "0.01" }), () => ({ status: 503, retryAfter: "0.01" })];
    await label([11]);
    expect(await stored()).toHaveLength(1);
  });

  it.each([
    ["a refused key", { status: 401, body: `no such key: ${KEY}` }, /status 401/],
    ["an answer that is no completion", { body: "<html>" }, /no chat completion/],
    ["a server that stays busy", { status: 500, retryAfter: "0.01" }, /status 500/],
  ])("end with an error and no score after %s", async (_, other, message) => {
    instead = Array.from({ length: 40 }, () => () => other);
    const failed = await label([11]).catch((error: unknown) => error as Error);
    expect(failed).toMatchObject({ code: "UNAVAILABLE" });
    expect(String(failed)).toMatch(message);
    expect(String(failed)).not.toContain(KEY);
    expect(await stored()).toEqual([]);
  });

  it("end with an error when the judge says something else, twice", async () => {
    const chatter = { body: JSON.stringify({ choices: [{ message: { content: "I cannot say." } }] }) };
    instead = [() => null, () => chatter, () => chatter];
    await expect(label([11])).rejects.toMatchObject({
      message: expect.stringMatching(/I cannot say/) as string,
    });
    expect(await stored()).toEqual([]);
  });

  it("stop when the job is cancelled", async () => {
    const stop = new AbortController();
    instead = [() => (stop.abort(), null)];
    const stopped = labelFeaturesByModel(database.pool, saeId, endpoint, sample, FEATURES, stop.signal);
    await expect(stopped).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("the address of a language model", () => {
  it("comes from the environment, whole or not at all", () => {
    expect(labelEndpoint({})).toBeNull();
    expect(
      labelEndpoint({ OPENAI_BASE_URL: "http://localhost:1/v1/", OPENAI_MODEL: "m", OPENAI_API_KEY: "" }),
    ).toEqual({ url: "http://localhost:1/v1", key: null, model: "m" });
    for (const env of [
      { OPENAI_BASE_URL: "http://localhost:1" },
      { OPENAI_MODEL: "m" },
      { OPENAI_BASE_URL: "localhost", OPENAI_MODEL: "m" },
    ])
      expect(() => labelEndpoint(env)).toThrow(expect.objectContaining({ code: "BAD_INPUT" }) as Error);
  });

  it("says what it offers, and that nobody is there", async () => {
    expect(await listServedModels(endpoint, NEVER)).toEqual([MODEL]);
    const nobody = { ...endpoint, url: "http://127.0.0.1:1/v1" };
    await expect(chat(nobody, [], 1, NEVER)).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: expect.stringMatching(/127\.0\.0\.1:1 .*could not be reached/) as string,
    });
  });
});

it("reads labels and verdicts out of what models say around them", () => {
  expect(readLabel("\n “dragons and knights.” \nmore")).toBe("dragons and knights");
  expect(readLabel("word ".repeat(80)).length).toBeLessThanOrEqual(200);
  expect(readVerdicts("[1, 0,1]", 3)).toEqual([true, false, true]);
  expect(readVerdicts("first [0], then [1, 1]", 2)).toEqual([true, true]);
  for (const bad of ["[1, 0]", "1 0 1", "[1, 2, 0]", ""]) expect(readVerdicts(bad, 3)).toBeNull();
});
