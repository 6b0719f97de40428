/** An SAE is evaluated by itself after its labels, and again when an administrator asks. */
import { beforeAll, describe, expect, it } from "vitest";
import { saeQuality } from "@/domain/collections";
import { meanAccuracy, meanWhole, type SaeEvaluation } from "@/domain/sae-evaluation";
import { ANYBODY } from "@/server/platform/access/viewer";
import { requestEvaluations } from "@/workers/sae/evaluation/request-evaluations";
import { callerOf, makeAccount } from "../support/accounts";
import { until, type Program } from "../support/program";
import { useSmallSae } from "../support/small-sae";
import { useTestDatabase } from "../support/test-database";

const database = useTestDatabase();
// enough to probe for concepts
const small = useSmallSae(database, { length: 48, tokens: 128 });
const anybody = callerOf(ANYBODY);
const address = { model: "stories15m", sae: "random" };

/** No embedding model is fetched: labels do without. */
const OFFLINE = { npm_config_registry: "http://127.0.0.1:9/" };
let worker: Program;
let collectionId: number;
let result: SaeEvaluation;

interface JobRow {
  id: string;
  state: string;
  level: number;
  done: number;
  total: number;
}
const jobs = async (): Promise<JobRow[]> =>
  (
    await database.pool.query<JobRow>(
      "SELECT id, state, level, done, total FROM job WHERE kind = 'evaluate-sae' ORDER BY created_at",
    )
  ).rows;
const lastState = async () => (await jobs()).at(-1)?.state;

beforeAll(async () => {
  collectionId = await small.collect("evaluated", 1, false);
  await small.leaveOut("count-coactivations", "compute-neighbours", "compare-features", "lay-out-map");
  worker = small.startWorker("batch", OFFLINE);
  await until("the evaluation", async () => (await lastState()) === "done", 400_000);
  const found = await anybody.evaluation.get(address);
  if (!found.result) throw new Error("There is no result.");
  ({ result } = found);
}, 500_000);

describe("the job", () => {
  it("follows the labels, behind everything that a person asks for", async () => {
    const [job] = await jobs();
    expect(job).toMatchObject({ state: "done", level: 20_000 });
    expect(job?.done).toBe(job?.total);
    const labels = await database.pool.query("SELECT 1 FROM label WHERE sae_id = $1", [small.id]);
    expect(labels.rowCount).toBeGreaterThan(0);
  });

  it("is asked for once", async () => {
    await requestEvaluations(database.pool);
    expect(await jobs()).toHaveLength(1);
  });

  it("names the weights and the corpus that it read", async () => {
    const { rows } = await database.pool.query<{ sae: string; corpus: string }>(
      `SELECT s.weights_sha256 AS sae, k.sha256 AS corpus FROM sae s, corpus k WHERE s.id = $1 AND k.slug = 'evaluated'`,
      [small.id],
    );
    expect(result).toMatchObject(rows[0] ?? {});
    expect(result.tokens).toBeGreaterThan(5_000);
  });
});

describe("probes", () => {
  it("tell many concepts, and nothing of shuffled labels", () => {
    expect(result.concepts.length).toBeGreaterThan(15);
    const shuffled = meanAccuracy(result.concepts, "shuffled");
    expect(Math.abs((shuffled?.one ?? 0) - 0.5)).toBeLessThan(0.03);
    expect(Math.abs((shuffled?.five ?? 0) - 0.5)).toBeLessThan(0.03);
    expect(meanWhole(result.concepts)).toBeGreaterThan(0.85);
  });

  it("tell no more from features of random directions than from a random SAE's", () => {
    const own = meanAccuracy(result.concepts, "features")?.five ?? 0;
    const random = meanAccuracy(result.concepts, "random")?.five ?? 0;
    expect(Math.abs(own - random)).toBeLessThan(0.1);
    expect(own).toBeLessThan(meanWhole(result.concepts) ?? 0);
  });

  it("were tried on as many tokens of one class as of the other", () => {
    for (const { train, test, chosen } of result.concepts) {
      expect(train % 2).toBe(0);
      expect(test % 2).toBe(0);
      expect(chosen.every((feature) => feature < 300)).toBe(true);
    }
  });
});

describe("the figures", () => {
  it("have the divergence of the next token, of the SAE and of random directions with as many active", async () => {
    const { rows } = await database.pool.query<{ quality: unknown }>(
      "SELECT quality FROM collection WHERE id = $1",
      [collectionId],
    );
    const quality = saeQuality.parse(rows[0]?.quality);
    expect(quality.klSae).toBeGreaterThan(0);
    expect(quality.klZero).toBeGreaterThan(1);
    const { random } = result;
    expect(random?.klZero).toBeGreaterThan(1);
    expect(Math.abs((random?.l0 ?? 0) / quality.l0 - 1)).toBeLessThan(0.15);
  });

  it("say of the labels how far they tell features apart, and of training nothing where there was none", async () => {
    const { identity, training, measuring } = await anybody.evaluation.get(address);
    expect(identity).toBeGreaterThan(0);
    expect(identity).toBeLessThanOrEqual(1);
    expect(training).toEqual({});
    expect(measuring).toBeNull();
  });
});

describe("an administrator", () => {
  it("has it measured again, alone and not twice at once, and can cancel that", async () => {
    const admin = (await makeAccount("evaluator", "admin")).api;
    const reader = (await makeAccount("evaluation-reader")).api;
    await expect(anybody.evaluation.start(address)).rejects.toThrow("account");
    await expect(reader.evaluation.start(address)).rejects.toThrow("role");
    const { id } = await admin.evaluation.start(address);
    await expect(admin.evaluation.start(address)).rejects.toThrow("is being measured");
    await until("its turn", async () => ((await jobs()).at(-1)?.done ?? 0) > 0, 200_000);
    expect((await admin.evaluation.get(address)).measuring?.job).toMatchObject({ state: "running" });
    await admin.job.cancel({ id });
    expect(await lastState()).toBe("cancelled");
    expect((await anybody.evaluation.get(address)).result).toEqual(result);
    worker.process.kill("SIGTERM");
    await worker.ended;
  }, 300_000);
});

it("what was measured with other weights, or in another way, counts as not measured", async () => {
  const { pool } = database;
  const kept = "SELECT result FROM sae_evaluation";
  const { rows } = await pool.query<{ result: object }>(kept);
  for (const change of [{ sae: "0".repeat(64) }, { format: "featurescope-sae-evaluation-0" }]) {
    await pool.query("UPDATE sae_evaluation SET result = result || $1", [JSON.stringify(change)]);
    expect((await anybody.evaluation.get(address)).result).toBeNull();
    await pool.query("UPDATE sae_evaluation SET result = $1", [JSON.stringify(rows[0]?.result)]);
  }
  // the last job was cancelled, which is not asked for again
  await pool.query("DELETE FROM sae_evaluation");
  await requestEvaluations(pool);
  expect(await lastState()).toBe("cancelled");
});

it("says what has been measured of an SAE that was trained beside controls", async () => {
  const quality = {
    ...{ tokens: 1, l0: 2, fvu: 0.5, ceRecovered: 0.5, ceClean: 1, ceSae: 2, ceZero: 3 },
    ...{ dead: 0, deadTokens: 1 },
  };
  const coherence = { auc: 0.6, overlap: 0.1 };
  const controls = {
    frozenDecoder: { quality, coherence },
    secondSeed: { seed: 1, quality, coherence: null, foundAgain: 0.4 },
  };
  await database.pool.query("UPDATE sae SET training = $2 WHERE id = $1", [
    small.id,
    JSON.stringify({ coherence, controls }),
  ]);
  const { training } = await anybody.evaluation.get(address);
  expect(training.controls?.frozenDecoder?.quality.fvu).toBe(0.5);
  expect(training.controls?.secondSeed?.foundAgain).toBe(0.4);
});
