import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { getDatabase } from "@/prisma/client";
import { collectedSae, DEMO, giveMaximum, STEERED, STEERED_SAE } from "../support/steering";
import { baseUrl, useBrowser } from "./browser";

useBrowser();
/** Another name of the server than its own: links in answers must lead to it. */
let reached = "";
beforeAll(async () => {
  reached = baseUrl().replace("localhost", "127.0.0.1");
  await giveMaximum(getDatabase().pool, STEERED.feature, STEERED.max);
});

/**
 * Requests as the Python package neuronpedia 1.2.1 sends them (recorded from it, addresses with its slash at the end),
 * and of the answers what it reads.
 */
const feature = { modelId: DEMO, layer: STEERED_SAE, index: "100" };
const activation = z.object({ tokens: z.array(z.string()), values: z.array(z.number()) });

async function send(path: string, body: unknown): Promise<unknown> {
  const answer = await fetch(`${reached}/api/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", "accept-encoding": "gzip" },
    body: JSON.stringify(body),
  });
  expect(answer.status, path).toBe(200);
  return answer.json();
}

describe("the calls of the package neuronpedia", () => {
  it("read a feature on one text and on several", async () => {
    const one = activation.parse(
      await send("activation/new", { feature, customText: "The wind blew hard." }),
    );
    expect(one.tokens).toEqual(["<s>", " The", " wind", " ble", "w", " hard", "."]);
    // the same numbers as the feature's page gives for this text
    expect(one.values.map((value) => Number(value.toFixed(3)))).toEqual([0, 0, 0, 1.126, 0.586, 0, 0]);
    const two = z
      .array(activation)
      .length(2)
      .parse(await send("activation/new", { feature, customText: ["The wind blew.", "A dog."] }));
    expect(two.map(({ tokens }) => tokens.length)).toEqual([6, 4]);
  });

  it("rank features by token", async () => {
    const { results } = z
      .object({
        results: z.array(
          z.object({
            position: z.number(),
            token: z.string(),
            topFeatures: z.array(z.object({ featureIndex: z.number(), activationValue: z.number() })),
          }),
        ),
      })
      .parse(
        await send("search-topk-by-token/", {
          ...{ modelId: DEMO, source: STEERED_SAE, text: "The wind blew.", numResults: 2 },
          ...{ ignoreBos: true, densityThreshold: 0 },
        }),
      );
    expect(results.map(({ token }) => token).join("")).toBe(" The wind blew.");
    expect(results[2]?.topFeatures.map(({ featureIndex }) => featureIndex)).toContain(100);
    for (const { topFeatures } of results)
      expect(topFeatures[0]?.activationValue).toBeGreaterThanOrEqual(topFeatures[1]?.activationValue ?? 0);
  });

  it("rank features by token of several texts, and find the set of an SAE", async () => {
    const ranked = z.object({
      results: z.array(z.object({ results: z.array(z.object({ position: z.number(), token: z.string() })) })),
    });
    const sent = { modelId: DEMO, source: STEERED_SAE, text: ["The wind blew.", "A dog."], numResults: 2 };
    const { results } = ranked.parse(
      await send("search-topk-by-token/", { ...sent, ignoreBos: true, densityThreshold: 0 }),
    );
    expect(results.map((one) => one.results.map(({ token }) => token).join(""))).toEqual([
      " The wind blew.",
      " A dog.",
    ]);
    const name = STEERED_SAE.replace(/^\d+-/, "");
    const answer = await fetch(`${reached}/api/source-set/${DEMO}/${name}`);
    const { sources } = z
      .object({ name: z.literal(name), sources: z.array(z.object({ id: z.string(), setName: z.string() })) })
      .parse(await answer.json());
    expect(sources).toContainEqual({ id: STEERED_SAE, setName: name });
    const refused = await fetch(`${reached}/api/model/new/`, {
      method: "POST",
      headers: { "x-api-key": "np-wrong" },
      body: JSON.stringify({ id: "pup", layers: 3 }),
    });
    expect(refused.status).toBe(401);
  });

  it("read all features of a text, in one SAE and over all of a model", async () => {
    const { results } = z
      .object({
        results: z.array(
          z.object({
            tokens: z.array(z.string()),
            activeFeatures: z.record(z.string(), z.array(z.tuple([z.number(), z.number()]))),
          }),
        ),
      })
      .parse(
        await send("activation/source", {
          customText: "The wind blew hard.",
          modelId: DEMO,
          source: STEERED_SAE,
        }),
      );
    const own = results[0]?.activeFeatures["100"] ?? [];
    expect(own.map(([position, value]) => [position, Number(value.toFixed(3))])).toEqual([
      [3, 1.126],
      [4, 0.586],
    ]);
    const { tokens, result } = z
      .object({
        tokens: z.array(z.string()),
        result: z.array(
          z.object({
            ...{ modelId: z.string(), layer: z.string(), index: z.string(), values: z.array(z.number()) },
            ...{ maxValue: z.number(), maxValueIndex: z.number() },
          }),
        ),
      })
      .parse(
        await send("search-all", {
          ...{ modelId: DEMO, sourceSet: "", text: "The wind blew hard.", selectedLayers: [STEERED_SAE] },
          ...{ sortIndexes: [4], ignoreBos: true, densityThreshold: -1, numResults: 100 },
        }),
      );
    expect(tokens).toEqual(results[0]?.tokens);
    const found = result.find(({ index }) => index === "100");
    expect(found).toMatchObject({ modelId: DEMO, layer: STEERED_SAE, maxValueIndex: 3 });
    expect(found?.maxValue).toBeCloseTo(1.126, 3);
    const ranked = result.map(({ values }) => values[4] ?? 0);
    expect(ranked).toEqual([...ranked].sort((a, b) => b - a));
  });

  it("leave out features that are active everywhere", async () => {
    const answer = z.object({
      result: z.array(
        z.object({ index: z.string(), neuron: z.object({ frac_nonzero: z.number().nullable() }) }),
      ),
    });
    const layer = await collectedSae(getDatabase().pool);
    const search = async (densityThreshold: number) => {
      const sent = {
        ...{ modelId: DEMO, sourceSet: "", text: "The wind blew hard.", selectedLayers: [layer] },
        ...{ sortIndexes: [], numResults: 100, densityThreshold },
      };
      const { result } = answer.parse(await send("search-all", sent));
      return new Map(result.map(({ index, neuron }) => [index, neuron.frac_nonzero]));
    };
    const [index = "", density] = [...(await search(-1))].find(([, share]) => (share ?? 0) > 0) ?? [];
    expect(density).toBeGreaterThan(0);
    expect([...(await search(density ?? 0)).keys()]).toContain(index);
    const rare = await search((density ?? 0) / 2);
    expect([...rare.keys()]).not.toContain(index);
    expect([...rare.values()].every((share) => share === null || share <= (density ?? 0) / 2)).toBe(true);
  }, 120_000);

  it("steer a completion, and refuse what cannot be steered", async () => {
    const recipe = {
      ...{
        modelId: DEMO,
        prompt: "Once upon a time",
        temperature: 0.5,
        n_tokens: 16,
        freq_penalty: 2,
        seed: 7,
      },
      strength_multiplier: 4,
    };
    const {
      DEFAULT,
      STEERED: steered,
      shareUrl,
    } = z
      .object({ DEFAULT: z.string(), STEERED: z.string(), shareUrl: z.url() })
      .parse(await send("steer/", { ...recipe, features: [{ ...feature, index: 100, strength: 4 }] }));
    expect(DEFAULT).toMatch(/^Once upon a time, there was/);
    expect(steered).toMatch(/^Once upon a time/);
    expect(steered).not.toBe(DEFAULT);
    expect(shareUrl).toMatch(new RegExp(`^${reached}/steer/`));
    const refused = await fetch(`${baseUrl()}/api/steer`, {
      method: "POST",
      body: JSON.stringify({ ...recipe, features: [{ ...feature, index: 100, strength: 1_000 }] }),
    });
    expect(refused.status).toBe(400);
    const negative = await fetch(`${baseUrl()}/api/steer`, {
      method: "POST",
      body: JSON.stringify({ ...recipe, freq_penalty: -1, features: [{ ...feature, strength: 4 }] }),
    });
    expect(negative.status).toBe(400);
  });
});
