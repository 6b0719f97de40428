import { join } from "node:path";
import type { HostTensor } from "@/workers/engine/ops";
import { writeSafetensors } from "@/workers/files/safetensors";
import { HookReader } from "@/workers/models/hook-reader";
import { measureNormalisation } from "@/workers/sae/training/normalisation";
import { trainingOptions } from "@/workers/sae/training/options";
import { PARAMETER_NAMES } from "@/workers/sae/training/parameters";
import { SaeTrainer } from "@/workers/sae/training/trainer";
import { sameFigures } from "../agreement";
import { ACTIVE, type BenchContext } from "../context";
import { productFlops } from "../flops";
import type { Benchmark } from "../measurement";
import type { Peer } from "../peer";
import { rates, takeTurns } from "../rounds";

const BATCH = 2048;
const RATE = 1e-3;

const training: Benchmark = {
  name: "training",
  async run(context) {
    const { config, weights } = await context.model();
    const { sae } = await context.sae();
    const { hookName, dIn, dSae } = sae.config;
    const reader = await HookReader.create(context.engine, config, weights, hookName);
    const activations = await reader.read(await context.passages());
    await reader.dispose();
    const batches = cut(activations, dIn, context.quick ? 1 : 4);
    const options = trainingOptions.parse({
      ...{ hookName, architecture: "batchtopk", features: dSae, k: ACTIVE, batch: BATCH, steps: 1e6 },
      ...{ rate: RATE, warmupSteps: 0, decayShare: 0, auxiliary: 0, deadAfterTokens: 1e9 },
      ...{ bufferTokens: BATCH, seed: 1 },
    });
    const trainer = await SaeTrainer.create(context.engine, options, measureNormalisation(activations, dIn));
    const peer = await startPeer(context, trainer, batches, dIn);

    const losses: number[] = [];
    const theirLosses: number[] = [];
    const turns = await takeTurns(
      context.rounds,
      async () => {
        const start = performance.now();
        for (const batch of batches) losses.push((await trainer.train(batch)).squaredError);
        return (performance.now() - start) / 1000;
      },
      peer &&
        (async () => {
          const reply = await peer.ask("run");
          theirLosses.push(...(reply.losses as number[]));
          return Number(reply.seconds);
        }),
    );
    await trainer.dispose();
    if (peer) sameFigures("losses of the training steps", losses, theirLosses);

    const result = rates(turns, BATCH * batches.length, peer);
    const dense = 5 * productFlops(1, dIn, dSae);
    return [
      {
        what: `training step, ${dSae} features, k ${ACTIVE}, batch ${BATCH}, 1 thread`,
        unit: "tokens/s",
        ...result,
        shareOfPeak: await context.shareOfPeak(productFlops(1, dIn, dSae) * result.value.median),
        note:
          `the share counts the encoder's product alone; the peer multiplies densely throughout ` +
          `(${(dense / 1e6).toFixed(1)} MFLOP a token)` +
          (peer ? `; the losses of all ${losses.length} steps agree` : ""),
      },
    ];
  },
};

export default training;

/** The first `count` batches of BATCH rows, from the beginning again where the rows run out. */
function cut(activations: Float32Array, width: number, count: number): Float32Array[] {
  const rows = activations.length / width;
  return Array.from({ length: count }, (_, n) => {
    const batch = new Float32Array(BATCH * width);
    for (let row = 0; row < BATCH; row++) {
      const from = ((n * BATCH + row) % rows) * width;
      batch.set(activations.subarray(from, from + width), row * width);
    }
    return batch;
  });
}

async function startPeer(
  context: BenchContext,
  trainer: SaeTrainer,
  batches: readonly Float32Array[],
  width: number,
): Promise<Peer | null> {
  const tensor = (data: Float32Array, shape: number[]): HostTensor => ({ dtype: "float32", shape, data });
  const { mean, scale } = trainer.normalisation;
  const start = new Map<string, HostTensor>(
    PARAMETER_NAMES.map((name) => {
      const { values } = trainer.parameters[name];
      return [name, tensor(values, name.endsWith("Bias") ? [values.length] : [values.length / width, width])];
    }),
  );
  start.set("mean", tensor(mean, [width])).set("scale", tensor(Float32Array.of(scale), []));
  const [parameters, data] = [
    join(context.folder, "train.safetensors"),
    join(context.folder, "batches.safetensors"),
  ];
  await writeSafetensors(parameters, start);
  const joined = new Float32Array(batches.length * BATCH * width);
  batches.forEach((batch, n) => joined.set(batch, n * BATCH * width));
  await writeSafetensors(data, new Map([["batches", tensor(joined, [batches.length, BATCH, width])]]));
  return context.startPeer("train.py", { parameters, batches: data, k: ACTIVE, rate: RATE });
}
