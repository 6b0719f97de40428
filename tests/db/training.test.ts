/** Training as a job: the same weights however often it is broken off, and nothing registered before it is asked for. */
import { existsSync } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TrainingRequest } from "@/domain/training";
import type { TrainingStatus } from "@/server/procedures/training/queries";
import { hashFile } from "@/workers/files/hashes";
import { readSafetensors } from "@/workers/files/safetensors";
import { makeAccount, type TestAccount } from "../support/accounts";
import { runProgram, until, type Program } from "../support/program";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary-folder";
import { useTestDatabase } from "../support/test-database";
import { registerTrainable } from "../support/trainable-model";

const database = useTestDatabase();
let folder: TemporaryFolder;
let data: string;
let admin: TestAccount;
let worker: Program;
/** Of a run that nothing disturbed. */
let undisturbed: TrainingStatus;

const STEPS = 700;
const REQUEST: TrainingRequest = {
  ...{ model: "tiny-gpt2", corpus: "stories", hook: "blocks.1.hook_resid_post" },
  ...{ architecture: "batchtopk", features: 192, k: 8, batch: 512, steps: STEPS, rate: 0.003, seed: 3 },
  keep: false,
};

const startWorker = () =>
  runProgram(["workers/main.ts", "--lane", "batch"], {
    ...{ DATABASE_URL: database.url, FEATURESCOPE_DATA: data, FEATURESCOPE_ENGINE: "onnx" },
  });
const get = async (id: string) => (await admin.api.training.get({ id })).run;
const metricsOf = async (id: string) => (await admin.api.training.get({ id })).metrics;
const reaches = (id: string, step: number) =>
  until(`step ${step}`, async () => ((await metricsOf(id)).at(-1)?.step ?? 0) >= step, 120_000);
const weightsOf = (id: string) => join(data, "training", id, "sae_weights.safetensors");

async function ended(id: string): Promise<TrainingStatus> {
  for (;;) {
    const run = await get(id);
    if (run.state !== "queued" && run.state !== "running") return run;
    await delay(200);
  }
}

beforeAll(async () => {
  folder = await temporaryFolder("training");
  data = join(folder.path, "data");
  await mkdir(data);
  await registerTrainable(database.pool, folder.path);
  admin = await makeAccount("trainer", "admin");
  worker = startWorker();
  undisturbed = await ended((await admin.api.training.start(REQUEST)).id);
}, 180_000);
afterAll(async () => {
  worker.process.kill("SIGTERM");
  await worker.ended;
  await folder.remove();
});

describe("a training run", () => {
  it("writes an SAE with its figures, and metrics on the way", async () => {
    expect(undisturbed).toMatchObject({ state: "done", error: null, sae: null });
    const { result, id } = undisturbed;
    expect(result?.weightsSha256).toBe(await hashFile(weightsOf(id), "sha256", "hex"));
    expect(result?.quality.l0).toBeGreaterThan(6);
    expect(result?.quality.l0).toBeLessThan(10);
    expect(existsSync(`${join(data, "training", id)}.checkpoint`)).toBe(false);

    const metrics = await metricsOf(id);
    const steps = metrics.map(({ step }) => step);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(steps.filter((step) => step % 50 === 0)).toEqual(
      Array.from({ length: STEPS / 50 }, (_, i) => 50 * (i + 1)),
    );
    expect(metrics.at(-1)?.fvu).toBeLessThan((metrics[0]?.fvu ?? 0) / 2);
    for (const { tokensPerSecond, dead } of metrics) {
      expect(tokensPerSecond).toBeGreaterThan(0);
      expect(dead).toBeGreaterThanOrEqual(0);
    }
    expect((await admin.api.training.form()).rates).toMatchObject([{ model: "tiny-gpt2", features: 192 }]);
    expect((await database.pool.query("SELECT 1 FROM sae")).rows).toEqual([]);
  });

  it("comes to the same weights when its worker is killed", async () => {
    const { id } = await admin.api.training.start(REQUEST);
    await reaches(id, 250);
    worker.process.kill("SIGKILL");
    await worker.ended;
    expect((await get(id)).state).toBe("running");
    const { metadata } = await readSafetensors(`${join(data, "training", id)}.checkpoint`);
    expect(Number(metadata.step)).toBeGreaterThanOrEqual(200);
    expect(Number(metadata.step)).toBeLessThan(STEPS);
    const before = await metricsOf(id);

    worker = startWorker();
    const run = await ended(id);
    expect(run).toMatchObject({ state: "done", error: null });
    expect(await hashFile(weightsOf(id), "sha256", "hex")).toBe(undisturbed.result?.weightsSha256);
    expect((await metricsOf(id)).slice(0, before.length)).toEqual(before);
  }, 180_000);

  it("stops when it is cancelled, and goes on to the same weights when it is taken up again", async () => {
    const { id } = await admin.api.training.start(REQUEST);
    await reaches(id, 100);
    await admin.api.job.cancel({ id });
    await until("the checkpoint", () => existsSync(`${join(data, "training", id)}.checkpoint`));
    expect(await get(id)).toMatchObject({ state: "cancelled", result: null });
    expect(existsSync(weightsOf(id))).toBe(false);
    await expect(admin.api.training.register({ id, name: "early" })).rejects.toThrow("The run is cancelled.");

    await admin.api.job.retry({ id });
    // and again at once, before its worker has looked whether it is still wanted
    await until("it runs", async () => (await get(id)).state === "running");
    await admin.api.job.cancel({ id });
    await admin.api.job.retry({ id });
    expect((await ended(id)).result?.weightsSha256).toBe(undisturbed.result?.weightsSha256);
  }, 180_000);

  it("keeps activations on disk where that is wanted, and trains on them again", async () => {
    const request = { ...REQUEST, steps: 20, keep: true };
    const [first, second] = [
      await ended((await admin.api.training.start(request)).id),
      await ended((await admin.api.training.start(request)).id),
    ];
    expect(first).toMatchObject({ state: "done", error: null });
    expect(second.result?.weightsSha256).toBe(first.result?.weightsSha256);
    const kept = (await readdir(join(data, "training"))).filter((name) => name.startsWith("activations-"));
    expect(kept.map((name) => name.endsWith(".json"))).toEqual([false, true]);
  }, 120_000);

  it("is refused, by the field, before it is queued", async () => {
    const refused: [Partial<TrainingRequest>, string][] = [
      [{ corpus: "short" }, "Corpus: short has "],
      [{ corpus: "none" }, "Corpus: tiny-gpt2 has no corpus “none”."],
      [{ hook: "blocks.9.hook_resid_post" }, 'Hook: tiny-gpt2 has no "blocks.9.hook_resid_post".'],
      [{ features: 190 }, "Features: 190 is no multiple of 4."],
      [{ k: 500 }, "k: k is larger than the number of features."],
      [{ architecture: "relu" }, "k: k belongs to topk and batchtopk"],
      [{ prefixes: [64, 32] }, "prefixes: prefixes grow"],
      [{ batch: 60_000 }, "Corpus: stories has "],
      [{ model: "none" }, "There is no model “none” here."],
    ];
    const before = (await admin.api.training.list()).length;
    for (const [change, message] of refused)
      await expect(admin.api.training.start({ ...REQUEST, ...change })).rejects.toThrow(message);
    expect(await admin.api.training.list()).toHaveLength(before);
  });

  it("is registered under a name, with how it was trained, and its dashboards come", async () => {
    const { id } = undisturbed;
    await admin.api.training.register({ id, name: "trained" });
    const registered = async () => {
      const { sae, registering } = await get(id);
      expect(registering?.error ?? null).toBeNull();
      return sae === "trained" && registering?.state === "done";
    };
    await until("the registration", registered, 60_000);
    await expect(admin.api.training.register({ id, name: "again" })).rejects.toThrow(
      "It is registered as trained already.",
    );
    const { rows } = await database.pool.query<{ seed: number }>(
      "SELECT (training->'options'->>'seed')::int AS seed FROM sae WHERE slug = 'trained'",
    );
    expect(rows).toEqual([{ seed: 3 }]);
    const page = () => admin.api.sae.get({ address: { model: "tiny-gpt2", sae: "trained" }, browse: {} });
    // a name that was not there a moment ago is not looked up at once again
    const isThere = () => page().then(Boolean, () => false);
    await until("its page", isThere, 10_000);
    await until("its dashboards", async () => (await page()).sae.collection?.state === "done", 120_000);
  }, 200_000);

  it("is for administrators alone", async () => {
    const reviewer = await makeAccount("reviewer-of-training", "reviewer");
    await expect(reviewer.api.training.start(REQUEST)).rejects.toThrow(/needs/);
    await expect(reviewer.api.training.get({ id: undisturbed.id })).rejects.toThrow(/needs/);
  });
});
