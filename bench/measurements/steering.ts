import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { resolveEdit, steeringRecipe } from "@/domain/steering";
import { runAs, type Viewer } from "@/server/platform/access/viewer";
import { appRouter } from "@/server/procedures";
import { beginRun } from "@/server/procedures/steer/write-run";
import { createCallerFactory } from "@/server/trpc";
import { OutputScorer } from "@/workers/steering/output-scores";
import { readScoredFeatures, type ScoredFeatureRow } from "@/workers/steering/scored-features";
import { SteeredBatch } from "@/workers/steering/steered-batch";
import { MODEL_ID, type BenchContext } from "../context";
import { percentile, spread, type Benchmark, type Measurement } from "../measurement";
import { bestDose, doseResponse, DOSES } from "../steering/dose-response";

const SAE = "3-res-4k";
const PROMPT = "One day";
const BEST = 50;
/** What the feature must gain, and what the text may lose. */
const GAIN = 5;
const PERPLEXITY_LIMIT = 2;
const USERS = 20;
const PAIR_TOKENS = 200;

const steering: Benchmark = {
  name: "steering",
  async run(context) {
    const { pool, idle } = await context.program();
    await idle();
    const { config, weights, tokenizer } = await context.model();
    const { sae } = await context.sae();
    const features = await activeFeatures(pool);
    const prompt = [...tokenizer.encode(PROMPT, { bos: true })];
    const batch = await SteeredBatch.create(context.engine, { config, weights }, [sae]);
    const measured = [
      await pairRate(context, batch, features, prompt),
      ...(await gains(context, batch, features, prompt)),
    ];
    await batch.dispose();
    measured.push(await firstToken(context, pool), ...(await crowd(pool)), await agreement(context));
    return measured;
  },
};

export default steering;

/** Default and steered text of one person, with the row that reads the steered one as the model is. */
async function pairRate(
  context: BenchContext,
  batch: SteeredBatch,
  features: readonly ScoredFeatureRow[],
  prompt: readonly number[],
): Promise<Measurement> {
  const { index, max } = features[0] ?? { index: 0, max: 1 };
  const rates: number[] = [];
  for (let round = 0; round < context.rounds; round++) {
    await batch.add("pair", {
      ...{ prompt, features: [{ place: 0, feature: index }], scope: { kind: "all" } as const },
      doses: [[resolveEdit({ sae: SAE, feature: index, mode: "clamp", strength: 1 }, max)]],
      ...{ temperature: 0.8, topP: 0.95, seed: round, length: PAIR_TOKENS },
    });
    let tokens = 0;
    const from = performance.now();
    while (batch.size > 0)
      for (const step of (await batch.step()).values())
        tokens += step.filter((token) => token?.id !== undefined).length;
    rates.push(tokens / ((performance.now() - from) / 1000));
  }
  return {
    what: "steered writing, a default and a steered text with activations, divergence and alternatives, 1 thread",
    unit: "tokens/s",
    value: spread(rates),
    limit: { kind: "at least", value: 60 },
    note: "tokens of both texts; a third row reads the steered text with the model as it is",
  };
}

async function gains(
  context: BenchContext,
  batch: SteeredBatch,
  features: readonly ScoredFeatureRow[],
  prompt: readonly number[],
): Promise<Measurement[]> {
  const some = context.quick ? features.slice(0, 200) : features;
  const scorer = await OutputScorer.create(context.engine, await context.model(), (await context.sae()).sae);
  const effects = await scorer.effects(some);
  await scorer.dispose();
  const ranked = some
    .map((feature, i) => ({ feature, score: effects[i]?.score ?? 0 }))
    .sort((a, b) => b.score - a.score || a.feature.index - b.feature.index);
  const size = context.quick ? { texts: 2, length: 20 } : { texts: 8, length: 40 };
  const lines: string[] = [];
  const found: number[] = [];
  for (const { feature, score } of ranked.slice(0, context.quick ? 5 : BEST)) {
    const response = await doseResponse(batch, feature, prompt, size);
    const best = bestDose(response, PERPLEXITY_LIMIT);
    const gain = (best?.active ?? 0) / response.byDefault;
    found.push(gain);
    lines.push(
      `${feature.index} (${score.toFixed(2)}): ` +
        (best
          ? `${gain.toFixed(1)}x at ${best.dose}, perplexity x${best.perplexityRatio.toFixed(2)}`
          : "no dose"),
    );
  }
  const of = `the ${found.length} features with the best output score, clamped to ${DOSES.join(", ")} x max at less than ${PERPLEXITY_LIMIT} times the perplexity`;
  return [
    {
      what: `how many times as often steered texts activate their feature as default ones, mean over ${of}`,
      unit: "times",
      value: spread([found.reduce((sum, gain) => sum + gain, 0) / found.length]),
      note: `median ${percentile(found, 0.5).toFixed(1)}`,
    },
    {
      what: `those of them whose texts activate them at least ${GAIN} times as often, among ${of}`,
      unit: "features",
      value: spread([found.filter((gain) => gain >= GAIN).length]),
      limit: { kind: "at least", value: found.length },
      note: `feature (output score): gain at dose: ${lines.join("; ")}`,
    },
  ];
}

let visitors = 0;
/** Each is another visitor, so that the limits of one do not count. */
const visitor = (): Viewer => ({ user: null, scopes: null, address: `visitor ${visitors++}` });

function ask(length: number, seed: number): Promise<string> {
  const recipe = steeringRecipe.parse({
    ...{ model: MODEL_ID, prompt: PROMPT, length, seed },
    features: [{ sae: SAE, feature: 100 + seed, mode: "clamp", strength: 1 }],
  });
  const viewer = visitor();
  return runAs(viewer, () => beginRun({ recipe, viewer }));
}

async function until(pool: pg.Pool, sql: string, ids: readonly string[]): Promise<void> {
  for (;;) {
    const { rowCount } = await pool.query(sql, [ids]);
    if ((rowCount ?? 0) >= ids.length) return;
    await sleep(4);
  }
}

/** From the question to the first token of both texts in the database, which tells every reader at once. */
async function firstToken(context: BenchContext, pool: pg.Pool): Promise<Measurement> {
  const times: number[] = [];
  for (let round = 0; round <= context.rounds; round++) {
    const from = performance.now();
    const id = await ask(8, round);
    await until(pool, "SELECT 1 FROM steering_step WHERE run_id = ANY($1) AND step = 0", [id]);
    times.push(performance.now() - from);
    await until(pool, "SELECT 1 FROM steering_run WHERE id = ANY($1) AND state = 'done'", [id]);
  }
  return {
    what: "steered text through the queue, from the question to the first token",
    unit: "ms",
    // the first compiles the program for this SAE
    value: spread(times.slice(1)),
    limit: { kind: "at most", value: 300 },
    note: `the first of all took ${(times[0] ?? NaN).toFixed(0)} ms`,
  };
}

/** Twenty people ask at once. */
async function crowd(pool: pg.Pool): Promise<Measurement[]> {
  const ids = await Promise.all(Array.from({ length: USERS }, (_, seed) => ask(40, seed)));
  await until(pool, "SELECT 1 FROM steering_run WHERE id = ANY($1) AND state = 'done'", ids);
  const { rows } = await pool.query<{ seconds: number }>(
    "SELECT extract(epoch FROM finished_at - created_at)::float8 AS seconds FROM steering_run WHERE id = ANY($1)",
    [ids],
  );
  const seconds = rows.map((row) => row.seconds);
  const mean = seconds.reduce((sum, one) => sum + one, 0) / seconds.length;
  return [
    {
      what: `${USERS} people at once, 40 tokens each beside the default text: the slowest over the mean`,
      unit: "times",
      value: spread([Math.max(...seconds) / mean]),
      limit: { kind: "at most", value: 3 },
      note: `all ended; mean ${mean.toFixed(1)} s, slowest ${Math.max(...seconds).toFixed(1)} s`,
    },
  ];
}

/** Attribution beside true ablation on beginnings of stories, between the two most probable next tokens. */
async function agreement(context: BenchContext): Promise<Measurement> {
  const { tokenizer } = await context.model();
  const passages = (await context.passages()).filter(({ length }) => length > 20);
  const create = createCallerFactory(appRouter);
  const found: number[] = [];
  for (const passage of passages.slice(0, context.quick ? 3 : 50)) {
    const prompt = tokenizer.decode([...passage.subarray(1, 8 + (found.length % 12))]);
    const api = create({ identify: () => Promise.resolve(visitor()) });
    const answer = await api.trace.ask({ model: MODEL_ID, sae: SAE, prompt, answers: ["", ""], without: [] });
    found.push(answer.agreement ?? NaN);
  }
  return {
    what: `attribution beside ablation, rank correlation over the active features of a prompt, ${found.length} prompts`,
    unit: "Spearman",
    value: spread(found),
    note: `the least of all is the figure to hold against 0.7: ${Math.min(...found).toFixed(3)}`,
  };
}

/** Those of the SAE that were active on its corpus. */
async function activeFeatures(pool: pg.Pool): Promise<ScoredFeatureRow[]> {
  const { rows } = await pool.query<{ id: number }>("SELECT id FROM sae WHERE model_id = $1 AND slug = $2", [
    MODEL_ID,
    SAE,
  ]);
  return rows[0] ? readScoredFeatures(pool, rows[0].id, null) : [];
}
