/**
 * SAEs of one feature, of two, with dead and with equal ones: a real worker computes all that follows a collection, no job
 * fails but the one that reads labels for their meaning, since the embedding model cannot be had there, and every panel
 * says what is so.
 */
import { mkdir, readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DISTANCES } from "@/domain/distances";
import { dataFolder } from "@/workers/files/data-folder";
import type { HostTensor } from "@/workers/engine/ops";
import { MODEL_SHA256 } from "@/workers/search/embedding-model";
import { callerWith } from "../support/accounts";
import { useSmallSae } from "../support/small-sae";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary-folder";
import { useTestDatabase } from "../support/test-database";

const database = useTestDatabase();
const FEATURES = 24;
/** Of the 24: four that nothing reaches, and four with one direction. */
const DEAD = [3, 4, 5, 6];
const EQUAL = [10, 11, 12, 13];

const saes = {
  one: useSmallSae(database, { features: 1 }),
  two: useSmallSae(database, { features: 2 }),
  uneven: useSmallSae(database, { features: FEATURES, change: makeUneven }),
};
const { api } = callerWith();
let elsewhere: TemporaryFolder;

/** A data folder with all that the real one has but the embedding model, and no registry to fetch it from. */
beforeAll(async () => {
  elsewhere = await temporaryFolder("without embedding model");
  await mkdir(join(elsewhere.path, "models"));
  for (const sha256 of await readdir(join(dataFolder(), "models")))
    if (sha256 !== MODEL_SHA256)
      await symlink(join(dataFolder(), "models", sha256), join(elsewhere.path, "models", sha256));
  for (const [name, sae] of Object.entries(saes)) await sae.request(name);
  const worker = saes.one.startWorker("batch", {
    FEATURESCOPE_DATA: elsewhere.path,
    npm_config_registry: "http://127.0.0.1:9/",
  });
  await jobsAreOver();
  worker.process.kill("SIGTERM");
  await worker.ended;
}, 600_000);
afterAll(() => elsewhere.remove());

const addressOf = (features: number) => ({ model: "stories15m", sae: `random-${features}` });

it("computes all that follows a collection, for each of them", async () => {
  const { rows } = await database.pool.query<{ kind: string; state: string; jobs: number }>(
    "SELECT kind, state, count(*)::int AS jobs FROM job GROUP BY 1, 2 ORDER BY 1, 2",
  );
  const done = (kind: string, jobs = 3) => ({ kind, state: "done", jobs });
  expect(rows).toEqual(
    expect.arrayContaining([
      done("collect-activations"),
      done("compute-neighbours"),
      // one feature has nothing to be compared with
      done("compare-features", 2),
      done("label-features"),
    ]),
  );
  expect(rows.filter(({ state }) => state !== "done").map(({ kind }) => kind)).toEqual(["embed-labels"]);
});

describe.each([
  { name: "one feature", features: 1 },
  { name: "two features", features: 2 },
  { name: "dead and equal features", features: FEATURES },
])("an SAE of $name", ({ features }) => {
  const address = addressOf(features);

  it("has a map", async () => {
    expect((await api.map.get(address)).map).toMatchObject({ distance: expect.any(String) as string });
    expect(await api.map.points({ address, known: null })).not.toBeNull();
  });

  it("answers for the neighbours of every feature, by every distance", async () => {
    for (let index = 0; index < features; index++)
      for (const distance of [null, ...DISTANCES]) {
        const near = await api.map.nearest({ address, index, count: 5, distance });
        expect(near.every(({ id }) => id !== index && id < features)).toBe(true);
        const around = await api.map.neighbourhood({ address, index, count: 30, distance });
        expect(around.members[0]).toMatchObject({ index });
      }
  });

  it("has a page for the SAE and for each feature, alive or dead", async () => {
    const overview = await api.sae.get({ address, browse: {} });
    expect(overview.rows).toHaveLength(features);
    expect(await api.map.splitting({ address, index: 0 })).toBeTruthy();
    for (let index = 0; index < features; index++) {
      const page = await api.feature.get({ ...address, index: String(index) });
      expect(page.top.length > 0).toBe((page.statistics?.density ?? 0) > 0);
    }
  });
});

describe("dead and equal features", () => {
  it("are the nearest of each other where they are equal, and count as what they are", async () => {
    const address = addressOf(FEATURES);
    for (const index of EQUAL) {
      const near = await api.map.nearest({ address, index, count: 3, distance: "direction" });
      expect(near.map(({ id }) => id).sort((a, b) => a - b)).toEqual(EQUAL.filter((i) => i !== index));
      for (const { cosine } of near) expect(cosine).toBeCloseTo(1, 3);
    }
    for (const index of DEAD)
      expect((await api.feature.get({ ...address, index: String(index) })).statistics).toMatchObject({
        density: 0,
      });
  });
});

describe("labels where the embedding model cannot be had", () => {
  it("are written without it, and the job says so", async () => {
    const { rows } = await database.pool.query<{ hint: string | null }>(
      "SELECT hint FROM job WHERE kind = 'label-features'",
    );
    expect(rows).toHaveLength(3);
    for (const { hint } of rows) expect(hint).toMatch(/^Topics have no names in these labels: .+/);
    const written = await database.pool.query<{ count: number }>(
      "SELECT count(*)::int FROM label WHERE shown",
    );
    expect(written.rows[0]?.count).toBeGreaterThan(0);
  });
});

/** Waits until no job is left to be done, but for the one that tries again and again to fetch the embedding model. */
async function jobsAreOver(): Promise<void> {
  for (;;) {
    const { rows } = await database.pool.query<{ open: number }>(
      "SELECT count(*)::int AS open FROM job WHERE state IN ('queued', 'running') AND kind <> 'embed-labels'",
    );
    if (rows[0]?.open === 0) return;
    await sleep(200);
  }
}

function makeUneven(weights: Map<string, HostTensor>): void {
  const row = (name: string) => weights.get(name) as HostTensor & { data: Float32Array };
  const encoder = row("W_enc");
  const decoder = row("W_dec");
  const dIn = decoder.shape[1] ?? 0;
  for (const feature of DEAD) {
    decoder.data.fill(0, feature * dIn, (feature + 1) * dIn);
    for (let i = 0; i < dIn; i++) encoder.data[i * FEATURES + feature] = 0;
  }
  const [first = 0, ...others] = EQUAL;
  for (const feature of others) {
    decoder.data.copyWithin(feature * dIn, first * dIn, (first + 1) * dIn);
    for (let i = 0; i < dIn; i++)
      encoder.data[i * FEATURES + feature] = encoder.data[i * FEATURES + first] as number;
  }
}
