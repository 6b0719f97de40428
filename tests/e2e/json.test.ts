import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { featureJsonUrl } from "@/domain/urls";
import { closeDatabase, getDatabase } from "@/prisma/client";
import { DONE, ensureFixture } from "../support/fixture-dashboards";
import { baseUrl } from "./browser";

beforeAll(() => ensureFixture(getDatabase().pool));
afterAll(closeDatabase);

/** What `Explanation.from_np_db_json` of the Python package neuronpedia 1.2.1 reads. */
const explanation = z.object({
  modelId: z.string(),
  source: z.string(),
  index: z.string().regex(/^\d+$/),
  description: z.string(),
  typeName: z.string(),
  explanationModelName: z.string().nullable(),
});

/** What Neuronpedia's Python client and the common notebooks read of a feature. */
const document = z.object({
  modelId: z.literal(DONE.model),
  layer: z.literal(DONE.sae),
  index: z.string(),
  maxActApprox: z.number().positive(),
  frac_nonzero: z.number().positive(),
  pos_str: z.array(z.string()).length(10),
  pos_values: z.array(z.number()).length(10),
  neg_str: z.array(z.string()).length(10),
  neg_values: z.array(z.number()).length(10),
  freq_hist_data_bar_heights: z.array(z.number()).length(50),
  freq_hist_data_bar_values: z.array(z.number()).length(50),
  explanations: z.array(explanation),
  activations: z.array(
    z.object({
      modelId: z.string(),
      layer: z.string(),
      source: z.literal(DONE.sae),
      index: z.string(),
      tokens: z.array(z.string()),
      values: z.array(z.number()),
      maxValue: z.number(),
      maxValueTokenIndex: z.number().int(),
      binMin: z.number().nullable(),
      binMax: z.number().nullable(),
      binContains: z.number().min(0).max(1).nullable(),
    }),
  ),
});

describe("GET /api/feature", () => {
  it("gives the document that Neuronpedia clients read, with numbers that agree with each other", async () => {
    const response = await fetch(baseUrl() + featureJsonUrl({ ...DONE, index: 7 }));
    expect(response.headers.get("content-type")).toContain("application/json");
    const feature = document.parse(await response.json());
    expect(feature.index).toBe("7");
    for (const { tokens, values, maxValue, maxValueTokenIndex, binMin, binMax } of feature.activations) {
      expect(values).toHaveLength(tokens.length);
      expect(values[maxValueTokenIndex]).toBe(maxValue);
      expect(Math.max(...values)).toBe(maxValue);
      if (binMin !== null && binMax !== null) {
        expect(maxValue).toBeGreaterThan(binMin - 1e-6);
        expect(maxValue).toBeLessThanOrEqual(binMax + 1e-6);
      }
    }
    const top = feature.activations.filter(({ binMin }) => binMin === null);
    expect(top).toHaveLength(20);
    expect(top[0]?.maxValue).toBe(feature.maxActApprox);
    expect(top[0]?.tokens[0]).toBe("<s>");
    const shares = new Map(feature.activations.map(({ binMin, binContains }) => [binMin, binContains ?? 0]));
    expect([...shares.values()].reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
  });
});

describe("GET /api/health", () => {
  it("says that the database is there and up to date", async () => {
    const response = await fetch(`${baseUrl()}/api/health`);
    expect(response.status).toBe(200);
    const health = (await response.json()) as { commit: string | null };
    expect(health).toMatchObject({ status: "ok", database: "ok", migrationsMissing: [] });
    expect(health.commit ?? "0".repeat(40)).toMatch(/^[0-9a-f]{40}$/);
  });
});
