/** Vectors from two sets of texts to a steered text and back, with a worker on the demo's model. */
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { readDirection } from "@/domain/vectors";
import { readOwnVectors } from "@/workers/steering/benchmark/own-vectors";
import type { RunUpdate } from "@/server/procedures/steer/run-view";
import { appRouter } from "@/server/procedures";
import { steerText } from "@/server/rest/neuronpedia/steer";
import {
  deleteOwnVector,
  findOwnVector,
  listOwnVectors,
  makeOwnVector,
} from "@/server/rest/neuronpedia/vectors";
import { createCallerFactory } from "@/server/trpc";
import { loadDemoSae } from "../support/demo-sae";
import { makeAccount, type TestAccount } from "../support/accounts";
import { DEMO, STEERED_SAE, useSteeringWorker } from "../support/steering";
import { useTestDatabase } from "../support/test-database";

const database = useTestDatabase();
const visitor = createCallerFactory(appRouter)({});
useSteeringWorker(database);

/** Alike but for the animal. */
const SENTENCES = [
  "The X was very happy.",
  "Once there was a X who liked to play.",
  "Lily saw a big X in the park.",
  "The little X ran home fast.",
  "Mom gave the X some food.",
  "A X sat under the tree.",
  "Tim and his X went outside.",
  "The X looked at the sky.",
  "She hugged her X and smiled.",
  "One day the X got lost.",
];
const A = SENTENCES.map((text) => text.replace("X", "dog"));
const B = SENTENCES.map((text) => text.replace("X", "car"));
const made = { model: DEMO, sae: STEERED_SAE, name: "dogs", a: A, b: B };

let owner: TestAccount;
let other: TestAccount;
let reviewer: TestAccount;
let id: string;
beforeAll(async () => {
  owner = await makeAccount("vector-owner", "reader");
  other = await makeAccount("vector-other", "reader");
  reviewer = await makeAccount("vector-reviewer", "reviewer");
  ({ id } = await owner.api.vector.make(made));
});

const recipe = (strength: number, change: object = {}) => ({
  ...{ model: DEMO, prompt: "Once upon a time", length: 40, seed: 3, temperature: 0, features: [] },
  vectors: [{ vector: id, mode: "add", strength }],
  ...change,
});

async function write(asked: unknown, api = visitor) {
  const { id: run } = await api.steer.start({ recipe: asked });
  for await (const event of await api.steer.watch({ id: run, from: 0 })) {
    const [, update] = event as unknown as [string, RunUpdate];
    if (update.status.state === "done") break;
  }
  return api.steer.get({ id: run });
}
type View = Awaited<ReturnType<typeof write>>;
const textOf = ({ steps }: View, text: number) => steps.map((step) => step[text]?.piece ?? "").join("");

describe("a vector", () => {
  it("is of length 1, tells texts apart that it was not made from, and knows its neighbours exactly", async () => {
    const vector = await visitor.vector.get({ id });
    expect(Math.hypot(...vector.direction)).toBeCloseTo(1, 6);
    expect(vector).toMatchObject({
      name: "dogs",
      owner: "vector-owner",
      visibility: "unlisted",
      mayEdit: false,
    });
    expect(vector.tokens).toHaveLength(2);
    expect(vector.separation).toBeGreaterThan(0.7);
    const { weights, config } = await loadDemoSae(STEERED_SAE);
    const rows = weights.get("W_dec")?.data as Float32Array;
    const cosines = Array.from({ length: config.dSae }, (_, f) => {
      const row = rows.subarray(f * config.dIn, (f + 1) * config.dIn);
      return row.reduce((sum, value, i) => sum + value * (vector.direction[i] ?? 0), 0) / Math.hypot(...row);
    });
    const order = [...cosines.keys()].sort((a, b) => (cosines[b] ?? 0) - (cosines[a] ?? 0));
    expect(vector.nearest.map(({ index }) => index)).toEqual(order.slice(0, 10));
    expect(vector.opposite.map(({ index }) => index)).toEqual(order.slice(-10).reverse());
    expect(vector.nearest[0]?.cosine).toBeCloseTo(cosines[order[0] ?? 0] ?? NaN, 5);
    expect(vector.opposite[0]?.cosine).toBeLessThan(0);
  });

  it("steers: the text is about what the first texts are about, and is written again to the same words", async () => {
    const view = await write(recipe(3));
    expect(textOf(view, 0)).not.toMatch(/dog|pupp|bark/i);
    expect(textOf(view, 1)).toMatch(/dog|pupp|bark/i);
    expect(view.sources.vectors).toMatchObject([{ id, name: "dogs", place: 0 }]);
    expect(view.sources.features).toEqual([]);
    // how far the stream lies along it, at every token of the prompt
    expect(view.prompt?.read.every((read) => read.length === 1)).toBe(true);
    const { id: again } = await visitor.steer.start({ repeat: view.id });
    for await (const event of await visitor.steer.watch({ id: again, from: 0 })) {
      const [, update] = event as unknown as [string, RunUpdate];
      if (update.status.state === "done") break;
    }
    expect((await visitor.steer.get({ id: again })).steps).toEqual(view.steps);
  });

  it("with a strength of nothing changes nothing, and beside a feature is one edit more", async () => {
    const nothing = await write(recipe(0));
    expect(textOf(nothing, 1)).toBe(textOf(nothing, 0));
    const features = [{ sae: STEERED_SAE, feature: 100, mode: "clamp", strength: 0.2 }];
    const both = await write(recipe(3, { features }));
    expect(both.prompt?.read[1]).toHaveLength(2);
    expect(textOf(both, 1)).toMatch(/dog|pupp|bark/i);
  });

  it("costs something on other text", async () => {
    await database.pool.query(
      "UPDATE sae SET current_collection_id = (SELECT max(id) FROM collection WHERE sae_id = sae.id) WHERE slug = $1",
      [STEERED_SAE],
    );
    const cost = await visitor.steer.cost({ id: (await write(recipe(3))).id });
    expect(cost.doses[0]?.ce).toBeGreaterThan(cost.ce);
  });
});

describe("what is refused", () => {
  it.each([
    ["an empty first set", { a: [] }, "BAD_INPUT", /first set of texts is empty/],
    ["a second set without words", { b: ["  "] }, "BAD_INPUT", /second set of texts is empty/],
    ["the same texts twice", { b: A }, "BAD_INPUT", /same mean/],
    ["a text beyond the window", { a: ["dog ".repeat(2000)] }, "BAD_INPUT", /Text 1 of the first set has/],
    [
      "more text than is read",
      { b: Array<string>(30).fill("x".repeat(999)) },
      "TOO_LARGE",
      /second set has 29,970/,
    ],
    ["an SAE that is not here", { sae: "none" }, "NOT_FOUND", /no SAE/],
  ])("%s", async (_, change, code, message) => {
    const asked = owner.api.vector.make({ ...made, ...change });
    await expect(asked).rejects.toMatchObject({
      cause: { code },
      message: expect.stringMatching(message) as string,
    });
  });

  it("a vector that nobody knows, and one that was made with other weights", async () => {
    await expect(
      write(recipe(1, { vectors: [{ vector: "none", mode: "add", strength: 1 }] })),
    ).rejects.toThrow("There is no vector “none” here.");
    const before = "UPDATE steering_vector SET model_sha256 = $2 WHERE id = $1 RETURNING model_sha256";
    const { rows } = await database.pool.query<{ sha: string }>(
      "SELECT model_sha256 AS sha FROM steering_vector WHERE id = $1",
      [id],
    );
    await database.pool.query(before, [id, "0"]);
    await expect(write(recipe(1))).rejects.toThrow(
      "has other weights now than when the vector “dogs” was made",
    );
    await database.pool.query(before, [id, rows[0]?.sha]);
  });

  it("what is somebody else's to change, and a change of something older", async () => {
    await expect(other.api.vector.edit({ id, version: 1, name: "mine" })).rejects.toThrow("somebody else’s");
    await expect(other.api.vector.delete({ id })).rejects.toThrow("somebody else’s");
    await expect(visitor.vector.make(made)).rejects.toThrow("This needs an account.");
    await owner.api.vector.edit({ id, version: 1, name: "dogs, not cars", visibility: "public" });
    await expect(owner.api.vector.edit({ id, version: 1, name: "x" })).rejects.toThrow(
      "changed in the meantime",
    );
    expect((await visitor.vector.browse({ model: DEMO })).vectors.map(({ name }) => name)).toEqual([
      "dogs, not cars",
    ]);
    expect((await visitor.vector.browse({ model: "another" })).vectors).toEqual([]);
  });
});

describe("a vector that was found elsewhere", () => {
  /** As long as the stream that the vector of the two sets of texts lies in. */
  const numbersOf = async (length = 5) => {
    const { direction } = await visitor.vector.get({ id });
    return direction.map((value) => value * length);
  };
  const keep = async (change: object = {}) =>
    owner.api.vector.keep({
      ...{ model: DEMO, sae: STEERED_SAE, name: "found", numbers: await numbersOf() },
      ...change,
    });

  it("is kept as its numbers, with its length and the same neighbours", async () => {
    const { id: kept } = await keep({ strength: 3 });
    const [vector, ofTexts] = [await visitor.vector.get({ id: kept }), await visitor.vector.get({ id })];
    expect(vector).toMatchObject({ texts: { a: [], b: [] }, tokens: [0, 0], separation: null, centre: 0 });
    expect(vector.strength).toBe(3);
    expect(vector.norm).toBeCloseTo(5, 5);
    vector.direction.forEach((value, i) => expect(value).toBeCloseTo(ofTexts.direction[i] ?? NaN, 6));
    expect(vector.nearest.map(({ index }) => index)).toEqual(ofTexts.nearest.map(({ index }) => index));
    await owner.api.vector.delete({ id: kept });
  });

  it("steers as the one of texts does, at the strength that comes to the same", async () => {
    const { norm } = await visitor.vector.get({ id });
    const { id: kept } = await keep({ numbers: await numbersOf(norm) });
    const [found, ofTexts] = [
      await write(recipe(3, { vectors: [{ vector: kept, mode: "add", strength: 3 }] })),
      await write(recipe(3)),
    ];
    expect(textOf(found, 1)).toBe(textOf(ofTexts, 1));
    await owner.api.vector.delete({ id: kept });
  });

  it.each([
    ["of another width", { numbers: [1, 2, 3] }, "The vector has 3 numbers, and blocks.3.hook_resid_post of"],
    ["without a direction", { numbers: new Array<number>(288).fill(0) }, "The vector has no direction"],
  ])("%s is refused", async (_, change, message) => {
    await expect(keep(change)).rejects.toThrow(message);
  });

  it("is made, found, steered with and deleted by Neuronpedia's clients", async () => {
    const keyOf = async ({ api }: TestAccount) =>
      (await api.account.createKey({ name: "client", scopes: ["read", "write", "compute"] })).key;
    const keys = { owner: await keyOf(owner), other: await keyOf(other) };
    const post = async (
      answer: (request: Request) => Promise<Response>,
      body?: unknown,
      key = keys.owner,
    ): Promise<Record<string, unknown> & { status: number }> => {
      const headers = { "x-api-key": key };
      const init = { method: "POST", headers, body: body === undefined ? undefined : JSON.stringify(body) };
      const response = await answer(new Request("http://localhost/api/x", init));
      return { status: response.status, ...((await response.json()) as object) };
    };
    const { norm } = await visitor.vector.get({ id });
    const numbers = await numbersOf(norm);
    const { status, vector, url } = await post(makeOwnVector, {
      ...{ modelId: DEMO, layerNumber: 3, hookType: "hook_resid_post", vector: numbers },
      ...{ vectorDefaultSteerStrength: 3, vectorLabel: "dogs from elsewhere" },
    });
    expect(status).toBe(200);
    const made = z
      .object({ modelId: z.string(), source: z.string(), index: z.string(), label: z.string() })
      .extend({ hookName: z.string(), values: z.array(z.number()), defaultSteerStrength: z.number() })
      .parse(vector);
    expect(made).toMatchObject({ modelId: DEMO, label: "dogs from elsewhere", defaultSteerStrength: 3 });
    made.values.forEach((value, i) => expect(value).toBeCloseTo(numbers[i] ?? NaN, 5));
    expect(url).toBe(`http://localhost/vectors/${made.index}`);
    const address = { modelId: DEMO, source: made.source, index: made.index };
    const found = await post(findOwnVector, address);
    expect(found.vector).toMatchObject({
      ...{ modelId: DEMO, layer: made.source, index: made.index, hookName: "blocks.3.hook_resid_post" },
      ...{ vectorLabel: "dogs from elsewhere", vectorDefaultSteerStrength: 3, vector: made.values },
    });
    const { vectors } = await post(listOwnVectors);
    expect(vectors).toContainEqual(found.vector);
    const steered = await post(steerText, {
      ...{ modelId: DEMO, prompt: "Once upon a time", temperature: 0, n_tokens: 40, seed: 3 },
      ...{ freq_penalty: 0, strength_multiplier: 1 },
      features: [{ modelId: DEMO, layer: made.source, index: made.index, strength: 3 }],
    });
    expect(steered).toMatchObject({
      status: 200,
      STEERED: expect.stringMatching(/dog|pupp|bark/i) as string,
    });
    expect((await post(findOwnVector, { ...address, source: "another" })).status).toBe(404);
    expect((await post(deleteOwnVector, address, keys.other)).status).toBe(403);
    expect(await post(deleteOwnVector, address)).toMatchObject({ status: 200, success: true });
    expect((await post(findOwnVector, address)).status).toBe(404);
  });
});

describe("who sees it", () => {
  it("a private one its owner alone, and so what was written with it", async () => {
    const { id: kept } = await owner.api.vector.make({ ...made, name: "kept", visibility: "private" });
    const asked = recipe(2, { vectors: [{ vector: kept, mode: "orthogonal", strength: 1 }] });
    const view = await write(asked, owner.api);
    await expect(other.api.vector.get({ id: kept })).rejects.toMatchObject({ cause: { code: "NOT_FOUND" } });
    await expect(write(asked, other.api)).rejects.toMatchObject({ cause: { code: "NOT_FOUND" } });
    await expect(other.api.steer.get({ id: view.id })).rejects.toMatchObject({
      cause: { code: "NOT_FOUND" },
    });
    await owner.api.vector.delete({ id: kept });
    // the text stays, and says what is gone
    expect((await other.api.steer.get({ id: view.id })).changed).toEqual([
      "The vector “kept” is not here any more.",
    ]);
    await expect(other.api.steer.start({ repeat: view.id })).rejects.toMatchObject({
      cause: { code: "NOT_FOUND" },
    });
  });

  it("a hidden one its owner and moderators, until it is shown again", async () => {
    await expect(other.api.vector.hide({ id })).rejects.toMatchObject({ cause: { code: "FORBIDDEN" } });
    await reviewer.api.vector.hide({ id, reason: "tried out" });
    await expect(visitor.vector.get({ id })).rejects.toMatchObject({ cause: { code: "NOT_FOUND" } });
    expect((await visitor.vector.browse({})).vectors).toEqual([]);
    expect((await owner.api.vector.get({ id })).hidden).toBe(true);
    const [hidden] = await reviewer.api.moderation.hidden();
    expect(hidden).toMatchObject({ kind: "vector", id, reason: "tried out", hiddenBy: "vector-reviewer" });
    await reviewer.api.vector.hide({ id, hidden: false });
    expect((await visitor.vector.get({ id })).hidden).toBe(false);
  });

  it("and what was done with it stands in the audit log", async () => {
    const { rows } = await database.pool.query<{ action: string }>(
      "SELECT action FROM audit_entry WHERE subject = $1 ORDER BY id",
      [`vector ${id}`],
    );
    expect(rows.map(({ action }) => action)).toEqual([
      "vector.make",
      "vector.edit",
      "vector.hide",
      "vector.unhide",
    ]);
  });
});

describe("a vector in the steering benchmark", () => {
  const target = async () => {
    const { rows } = await database.pool.query<{ id: number; sha256: string }>(
      "SELECT s.id, m.weights_sha256 AS sha256 FROM sae s JOIN language_model m ON m.id = s.model_id WHERE s.slug = $1",
      [STEERED_SAE],
    );
    const { id: saeId = 0, sha256 = "" } = rows[0] ?? {};
    const source = { kind: "directory", path: "" } as const;
    return { saeId, sae: { source, sha256: "", model: { source, sha256 } } };
  };

  it("is read with its numbers, so that whoever audits need not have it", async () => {
    const [read] = await readOwnVectors(database.pool, await target(), [{ feature: 12, vector: id }]);
    expect(read).toMatchObject({ feature: 12, name: "dogs, not cars" });
    const { direction } = await visitor.vector.get({ id });
    expect([...readDirection(Buffer.from(read?.direction ?? "", "base64"))]).toEqual(direction);
  });

  it("is refused where it is not there, or was made with other weights", async () => {
    const of = await target();
    await expect(
      readOwnVectors(database.pool, of, [{ feature: 12, vector: "nothing" }]),
    ).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    const others = { ...of, sae: { ...of.sae, model: { ...of.sae.model, sha256: "0".repeat(64) } } };
    await expect(readOwnVectors(database.pool, others, [{ feature: 12, vector: id }])).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });
});
