import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { handleRest } from "@/server/rest/handle";
import type { Role } from "@/domain/accounts";
import { answerVectors } from "../support/answer-vectors";
import { makeAccount } from "../support/accounts";
import { describedOperations, makeChecker, type DescribedOperation } from "../support/api-document";
import { requestsOf, strayRequests, type Known, type WalkRequest } from "../support/api-requests";
import { DONE, ensureFixture, MODEL, QUEUED } from "../support/fixture-dashboards";
import { forgetRates } from "../support/rates";
import { useTestDatabase } from "../support/test-database";

/**
 * A walk over the API's own description: no request is answered with 5xx, and every answer is as described. Once with
 * the same requests each time, once with new ones; FEATURESCOPE_WALK_SEED repeats a seed that was printed.
 */
const SEEDS = [20_261_128, Number(process.env.FEATURESCOPE_WALK_SEED ?? Date.now() % 2 ** 31)];
const RUNS = 40;
/** Parameters of a query come in more combinations. */
const runsOf = ({ parameters }: DescribedOperation) =>
  parameters.some((one) => one.in === "query") ? 8 * RUNS : RUNS;
/** Of one operation; a slow machine tries fewer requests. */
const LIMIT_MS = 8_000;

const database = useTestDatabase();
const operations = describedOperations();
const check = makeChecker();
const keys = { client: "", other: "", reviewer: "" };
const FEATURE = "/models/{model}/saes/{sae}/features/{index}";
const PLACE = { model: MODEL, sae: DONE.sae, index: "5" };

beforeAll(async () => {
  await ensureFixture(database.pool);
  await makeAccount("root", "admin");
  const keyOf = async (name: string, role: Role) =>
    (await (await makeAccount(name, role)).api.account.createKey({ name, scopes: ["read", "write"] })).key;
  keys.client = await keyOf("client", "annotator");
  keys.other = await keyOf("other", "annotator");
  keys.reviewer = await keyOf("reviewer", "reviewer");
});

let stopAnswering: () => void;
beforeAll(() => {
  stopAnswering = answerVectors(database.pool);
});
afterAll(() => stopAnswering());

/** A feature on a list, as a probe writes it. */
async function listForSafety(): Promise<void> {
  const share = { found: 1, of: 2, base: 0.1 };
  const evidence = {
    peaks: share,
    contexts: share,
    topics: null,
    promoted: share,
    label: ["x"],
    words: ["x"],
  };
  const of = [MODEL, DONE.sae];
  const sae = "(SELECT id FROM sae WHERE model_id = $1 AND slug = $2)";
  await database.pool.query(
    `INSERT INTO safety_probe (sae_id, family, collection_id, rule, counts)
     VALUES (${sae}, 'secrecy', 1, 'tests', '{"looked": 3, "some": 2, "met": 1}')`,
    of,
  );
  await database.pool.query(
    `INSERT INTO safety_listing (sae_id, family, feature, score, evidence) VALUES (${sae}, 'secrecy', $3, 1.5, $4)`,
    [...of, Number(PLACE.index), JSON.stringify(evidence)],
  );
}

const send = ({ method, path, ...init }: WalkRequest) =>
  handleRest(new Request(`http://localhost/api/v1${path}`, { method, ...init }));

/** A request as the document has it, which has to succeed. */
async function succeed(
  method: string,
  path: string,
  { key = "", body, ...values }: Record<string, unknown> & { key?: string; body?: unknown } = {},
): Promise<{ operation: DescribedOperation; answer: unknown }> {
  const operation = operations.find((one) => one.method === method && one.path === path);
  if (!operation) throw new Error(`${method} ${path} is not described.`);
  const response = await send({
    method,
    path: path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name]))),
    headers: key ? { "x-api-key": key } : {},
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const copy = response.clone();
  expect([`${method} ${path}`, response.status, await check(operation, response)]).toEqual([
    `${method} ${path}`,
    200,
    null,
  ]);
  return { operation, answer: await copy.json() };
}

describe("the API's description", () => {
  it("says of every operation what it answers", async () => {
    const answered = new Set<string>();
    const ask = async <Answer = unknown>(...request: Parameters<typeof succeed>): Promise<Answer> => {
      const { operation, answer } = await succeed(...request);
      answered.add(`${operation.method} ${operation.path}`);
      return answer as Answer;
    };
    const { client, other, reviewer } = keys;
    await ask("GET", "/models");
    for (const { sae } of [DONE, QUEUED]) await ask("GET", "/models/{model}/saes/{sae}", { ...PLACE, sae });
    for (const { sae } of [DONE, QUEUED])
      await ask("GET", "/models/{model}/saes/{sae}/random", { ...PLACE, sae });
    for (let index = 0; index < DONE.features; index += 7) await ask("GET", FEATURE, { ...PLACE, index });
    await ask("GET", FEATURE, { ...PLACE, sae: QUEUED.sae });

    const { id } = await ask<{ id: number }>("POST", `${FEATURE}/labels`, {
      ...{ ...PLACE, key: client, body: { text: "a label", note: "why" } },
    });
    const remark = await ask<{ id: number }>("POST", `${FEATURE}/comments`, {
      ...{ ...PLACE, key: client, body: { text: "a remark", labelId: id } },
    });
    await ask("PATCH", "/labels/{id}", { id, key: client, body: { version: 1, text: "a better label" } });
    await ask("POST", "/labels/{id}/vote", { id, key: other, body: { version: 2, value: 1 } });
    const sheet = await ask<{ windows: unknown[] }>("GET", "/labels/{id}/quiz", { id, key: other });
    const picked = sheet.windows.map((_, i) => i % 2 === 0);
    await ask("POST", "/labels/{id}/quiz", { id, key: other, body: { version: 2, picked } });
    await ask("GET", "/labels/{id}/quiz", { id, key: other });
    await ask("POST", "/labels/{id}/dispute", { id, key: other, body: { reason: "it is not so" } });
    await ask("POST", "/labels/{id}/accept", { id, key: reviewer, body: { version: 2 } });
    for (const key of ["", client, reviewer]) {
      await ask("GET", `${FEATURE}/labels`, { ...PLACE, key });
      await ask("GET", `${FEATURE}/comments`, { ...PLACE, key });
      await ask("GET", "/labels/{id}/history", { id, key });
    }
    await ask("POST", "/labels/{id}/withdraw", { id, key: client, body: {} });
    await ask("DELETE", "/comments/{id}", { id: remark.id, key: client });

    const list = await ask<{ id: string }>("POST", "/lists", {
      ...{ key: client, body: { title: "a list", visibility: "public", feature: PLACE } },
    });
    await ask("PATCH", "/lists/{id}", { ...list, key: client, body: { version: 2, title: "another title" } });
    const items = [PLACE, { ...PLACE, index: "6", note: "beside it" }];
    await ask("PUT", "/lists/{id}/features", { ...list, key: client, body: { version: 3, items } });
    const member = { feature: { ...PLACE, index: "7" }, member: true };
    await ask("POST", "/lists/{id}/members", { ...list, key: client, body: member });
    const copy = await ask<{ id: string }>("POST", "/lists/{id}/fork", { ...list, key: other });
    for (const { id: one } of [list, copy]) await ask("GET", "/lists/{id}", { id: one, key: other });
    await ask("GET", "/lists", { key: client });
    await ask("GET", "/users/{name}/lists", { name: "client" });
    await ask("GET", "/users/{name}", { name: "client" });
    await ask("DELETE", "/lists/{id}", { ...copy, key: other });
    await ask("GET", "/bookmarks", { key: client });

    const texts = { a: ["a dog"], b: ["a cat"] };
    const vector = await ask<{ id: string }>("POST", "/vectors", {
      ...{ key: client, body: { model: MODEL, sae: DONE.sae, name: "dogs", visibility: "public", ...texts } },
    });
    const { rows: widths } = await database.pool.query<{ width: number }>(
      "SELECT d_in AS width FROM sae WHERE slug = $1",
      [DONE.sae],
    );
    const numbers = new Array<number>(widths[0]?.width ?? 0).fill(1);
    const place = { model: MODEL, sae: DONE.sae };
    await ask("POST", "/vectors/numbers", { key: client, body: { ...place, name: "found", numbers } });
    await ask("GET", "/vectors", { key: client });
    await ask("GET", "/vectors/{id}", { ...vector, key: other });
    await ask("PATCH", "/vectors/{id}", { ...vector, key: client, body: { version: 1, name: "puppies" } });
    await ask("DELETE", "/vectors/{id}", { ...vector, key: client });

    await listForSafety();
    await ask("GET", "/safety");
    const verdict = { confirms: true, reason: "it is about secrets" };
    await ask("POST", `${FEATURE}/safety`, { ...PLACE, key: reviewer, body: { family: "secrecy", verdict } });
    await ask("GET", "/models/{model}/saes/{sae}/safety/{family}", { ...PLACE, family: "secrecy" });

    expect([...answered].sort()).toEqual(operations.map((one) => `${one.method} ${one.path}`).sort());
  });
});

describe("bounds that the database cannot hold", () => {
  it.each(["minMax=1e39", "minPercent=1e-320", "sort=max&after=1e39,1", "sort=density&before=1e-320,1"])(
    "are none: %s",
    async (query) => {
      const operation = operations.find(({ operationId }) => operationId === "sae.get");
      const path = `/models/${MODEL}/saes/${DONE.sae}?${query}`;
      const response = await send({ method: "GET", path, headers: {} });
      expect([response.status, await check(operation ?? null, response)]).toEqual([200, null]);
    },
  );
});

describe.each(SEEDS)("the walk from seed %i", (seed) => {
  let known: Known;

  beforeAll(async () => {
    const list = async (key: string, title: string) =>
      (await succeed("POST", "/lists", { key, body: { title, visibility: "public" } })).answer as {
        id: string;
      };
    const label = async (text: string) =>
      (await succeed("POST", `${FEATURE}/labels`, { ...PLACE, key: keys.client, body: { text } })).answer as {
        id: number;
      };
    const vector = async (name: string) => {
      const body = { model: MODEL, sae: DONE.sae, name, visibility: "public", a: ["x"], b: ["y"] };
      return ((await succeed("POST", "/vectors", { key: keys.client, body })).answer as { id: string }).id;
    };
    const of = new Map(
      Object.entries({
        lists: [await list(keys.client, "walked"), await list(keys.other, "walked too")].map(({ id }) => id),
        labels: [await label(`walked ${seed}`), await label(`walked again ${seed}`)].map(({ id }) =>
          String(id),
        ),
        comments: ["1", "2", "3"],
        vectors: [await vector("walked"), await vector("walked too")],
      }),
    );
    const names = new Map(
      Object.entries({
        model: [MODEL],
        sae: [DONE.sae, QUEUED.sae],
        index: ["5", "0", String(DONE.features - 1), String(DONE.features)],
        name: ["client", "other", "root"],
        family: ["secrecy", "bias"],
      }),
    );
    known = ({ path }, name) =>
      name === "id" ? (of.get(path.split("/")[1] ?? "") ?? []) : (names.get(name) ?? []);
  });

  const walk = (requests: fc.Arbitrary<WalkRequest>, operation: DescribedOperation | null, runs: number) =>
    fc.assert(
      fc.asyncProperty(requests, async (request) => {
        await forgetRates(database.pool);
        const wrong = await check(operation, await send(request));
        if (wrong !== null) throw new Error(wrong);
      }),
      { seed, numRuns: runs, plugins: [fc.interruptAfterTimeLimit(LIMIT_MS)] },
    );

  it.each(operations.map((one) => [`${one.method} ${one.path}`, one] as const))(
    "passes %s",
    async (_, operation) => {
      await walk(requestsOf(operation, known, Object.values(keys)), operation, runsOf(operation));
    },
  );

  it("passes addresses that there are not", async () => {
    await walk(strayRequests, null, 3 * RUNS);
  });
});
