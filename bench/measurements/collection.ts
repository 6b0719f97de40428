import { join } from "node:path";
import { BLOCK_FEATURES, HISTOGRAM_BINS, TOP_EXAMPLES } from "@/domain/collections";
import { buildBlock } from "@/workers/dashboards/build-block";
import { Collector } from "@/workers/dashboards/collector";
import { flattenPassages } from "@/workers/dashboards/corpus-passages";
import type { CollectedFeature } from "@/workers/dashboards/feature-dashboard";
import { blockCount, packBlock, type FeatureEntries } from "@/workers/dashboards/shard-activations";
import { readSafetensors, writeSafetensors } from "@/workers/files/safetensors";
import { batchPassages } from "@/workers/models/batches";
import { layersUntil } from "@/workers/models/hook-points";
import { sameFigures } from "../agreement";
import { SHARD_PASSAGES, type BenchContext, type BenchModel, type BenchSae } from "../context";
import { forwardFlops, productFlops } from "../flops";
import type { Benchmark } from "../measurement";
import type { Peer } from "../peer";
import { rates, takeTurns } from "../rounds";
import { topPassages } from "../top-passages";

const RESULT = "collect.safetensors";

interface Round {
  shards: { firstPassage: number; entries: FeatureEntries; packed: Uint8Array[] }[];
  dashboards: CollectedFeature[];
  /** Seconds until the activations were found, packed, and made into dashboards. */
  parts: { read: number; pack: number; build: number };
}

const collection: Benchmark = {
  name: "collection",
  async run(context) {
    const [model, bench, passages] = [await context.model(), await context.sae(), await context.passages()];
    const { hookName, dIn, dSae } = bench.sae.config;
    const collector = await Collector.create(context.engine, model, bench.sae);
    const peer = await startPeer(context, model, bench, passages);
    const rounds: Round[] = [];
    const turns = await takeTurns(
      context.rounds,
      async () => {
        const round = await collectOnce(collector, passages, dSae, model.config.context);
        rounds.splice(0, 1, round);
        return round.parts.read + round.parts.pack + round.parts.build;
      },
      peer && (() => peer.seconds()),
    );
    await collector.dispose();
    const [last] = rounds;
    if (!last) throw new Error("No round was run.");
    if (peer) await compare(context, peer, last, model.config.context);

    const tokens = passages.reduce((sum, passage) => sum + passage.length - 1, 0);
    const flops = passages.reduce(
      (sum, { length }) =>
        sum +
        forwardFlops(model.config, layersUntil(hookName, model.config), length) +
        productFlops(length - 1, dIn, dSae),
      0,
    );
    const result = rates(turns, tokens, peer);
    const active = last.shards.reduce((sum, { entries }) => sum + entries.values.length, 0);
    const { read, pack, build } = last.parts;
    const share = (part: number) => `${((100 * part) / (read + pack + build)).toFixed(0)} %`;
    return [
      {
        what: `collection of ${bench.name}: ${passages.length} passages, ${tokens} tokens, 1 thread, no database`,
        unit: "tokens/s",
        ...result,
        shareOfPeak: await context.shareOfPeak((flops / tokens) * result.value.median),
        note:
          `forward and encode ${share(read)}, packing ${share(pack)}, dashboards ${share(build)}; L0 ${(active / tokens).toFixed(1)}; ` +
          `${(flops / tokens / 1e6).toFixed(1)} MFLOP a token` +
          (peer ? "; counts, maxima, means, histograms and top passages agree with the peer's" : ""),
      },
    ];
  },
};

export default collection;

/** What the shard and merge jobs compute (workers/compute/host.ts), without queue and database. */
async function collectOnce(
  collector: Collector,
  passages: readonly Uint32Array[],
  dSae: number,
  context: number,
): Promise<Round> {
  const shards: Round["shards"] = [];
  const parts = { read: 0, pack: 0, build: 0 };
  const blocks = Array.from({ length: blockCount(dSae) }, (_, block) => block);
  let start = performance.now();
  const lap = (part: keyof typeof parts) => {
    const now = performance.now();
    parts[part] += (now - start) / 1000;
    start = now;
  };
  for (let first = 0; first < passages.length; first += SHARD_PASSAGES) {
    const entries = await collector.collect(passages.slice(first, first + SHARD_PASSAGES));
    lap("read");
    shards.push({ firstPassage: first, entries, packed: blocks.map((block) => packBlock(entries, block)) });
    lap("pack");
  }
  const corpus = flattenPassages(passages);
  const dashboards = blocks.flatMap((block) =>
    buildBlock({
      firstFeature: block * BLOCK_FEATURES,
      features: Math.min(BLOCK_FEATURES, dSae - block * BLOCK_FEATURES),
      shards: shards.map(({ firstPassage, packed }) => ({
        firstPassage,
        packed: packed[block] ?? new Uint8Array(),
      })),
      context,
      corpus,
    }),
  );
  lap("build");
  return { shards, dashboards, parts };
}

async function startPeer(
  context: BenchContext,
  model: BenchModel,
  { sae }: BenchSae,
  passages: readonly Uint32Array[],
): Promise<Peer | null> {
  const { architecture, inputNormalisation, hookName, subtractDecoderBias } = sae.config;
  if (!sae.weights.has("threshold") || inputNormalisation)
    throw new Error(
      `bench/peers/collect.py does not encode ${architecture} with ${inputNormalisation ?? "no"} normalisation.`,
    );
  const weights = join(context.folder, "sae.safetensors");
  await writeSafetensors(weights, sae.weights);
  const batches: number[][] = [];
  for (let first = 0; first < passages.length; first += SHARD_PASSAGES)
    for (const { rows } of batchPassages(passages.slice(first, first + SHARD_PASSAGES), model.config.bos))
      batches.push(rows.map((row) => first + row));
  return context.startPeer("collect.py", {
    model: model.weightsFile,
    config: model.config,
    layers: layersUntil(hookName, model.config),
    sae: weights,
    subtractDecoderBias,
    passages: passages.map((passage) => [...passage]),
    batches,
    bins: HISTOGRAM_BINS,
    top: TOP_EXAMPLES,
    result: join(context.folder, RESULT),
  });
}

/** @throws Error when the peer has found something else */
async function compare(context: BenchContext, peer: Peer, ours: Round, modelContext: number): Promise<void> {
  await peer.ask("write");
  const { tensors } = await readSafetensors(join(context.folder, RESULT));
  const theirs = (name: string) => tensors.get(name)?.data ?? [];
  const { dashboards, shards } = ours;
  sameFigures(
    "feature counts",
    dashboards.map(({ activeTokens }) => activeTokens),
    theirs("count"),
  );
  sameFigures(
    "feature maxima",
    dashboards.map(({ max }) => max),
    theirs("max"),
  );
  sameFigures(
    "feature means",
    dashboards.map(({ mean }) => mean),
    theirs("mean"),
  );
  sameFigures(
    "histograms",
    dashboards.flatMap(({ histogram }) => [...histogram]),
    theirs("histogram"),
  );
  sameFigures("top passages", topPassages(shards, TOP_EXAMPLES, modelContext), theirs("top"));
}
