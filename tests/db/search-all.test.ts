/** A text read by all SAEs of a model with very many of them, by a worker that answers without weights. */
import { beforeAll, afterAll, expect, it } from "vitest";
import { ASKED_ACROSS } from "@/domain/text-activations";
import { answerJob } from "@/prisma/jobs";
import { searchAll } from "@/server/rest/neuronpedia/search-all";
import { activateAcross } from "@/server/procedures/text/activate-across";
import { startWorker, type RunningWorker } from "@/workers/queue/runner";
import type { TaskHandler } from "@/workers/queue/task-context";
import { until } from "../support/program";
import { writeBareSae } from "../support/labelled-sae";
import { useTestDatabase } from "../support/test-database";

const SAES = 500;
const SLOW = 600_000;
const database = useTestDatabase();
let worker: RunningWorker;
const ids: number[] = [];

/** Feature 1 at the token after BOS; the later the SAE, the stronger. */
const answer: TaskHandler<"activate-across"> = async ({ jobId, saeIds }, { pool, report }) => {
  expect(saeIds.length).toBeLessThanOrEqual(ASKED_ACROSS);
  const read = saeIds.map((id) => ({ ids: [1, 2], tokens: [[], [{ feature: 1, value: id }]] }));
  await answerJob(jobId, read, pool);
  report(1, 1);
};

beforeAll(async () => {
  for (let i = 0; i < SAES; i++)
    ids.push(await writeBareSae(database.pool, { model: "many", sae: `${i}-res`, features: 8 }));
  await database.pool.query("INSERT INTO vocabulary (model_id, pieces) VALUES ('many', $1)", [
    ["a", "b", "c"],
  ]);
  worker = await startWorker({
    lane: "interactive",
    load: () => Promise.resolve(answer as TaskHandler<never>),
  });
  await until("the worker is seen", async () => {
    const { rows } = await database.pool.query("SELECT 1 FROM worker");
    return rows.length > 0;
  });
});
afterAll(() => worker.stop());

it(
  "names no layer, and every SAE is read for which there is time, the others named",
  async () => {
    const request = new Request("http://x/api/search-all", {
      method: "POST",
      body: JSON.stringify({ modelId: "many", text: "A dragon.", numResults: 10 }),
      headers: { "content-type": "application/json", "x-featurescope-peer": "10.0.0.1" },
    });
    const response = await searchAll(request);
    expect(response.status).toBe(200);
    const found = (await response.json()) as { result: { layer: string }[]; unread?: string[] };
    const read = SAES - (found.unread ?? []).length;
    expect(found.unread ?? []).toEqual(ids.slice(read).map((_, i) => `${read + i}-res`));
    expect(found.result.map(({ layer }) => layer)).toEqual(
      Array.from({ length: 10 }, (_, i) => `${read - 1 - i}-res`),
    );
  },
  SLOW,
);

it(
  "has all 500 read where there is time, in parts that a worker answers",
  async () => {
    const read = await activateAcross(ids, "Another dragon.", Infinity);
    expect(read.map(({ tokens }) => tokens[1]?.[0]?.value)).toEqual(ids);
    expect(await activateAcross(ids, "Another dragon.", 0)).toEqual([]);
  },
  SLOW,
);
