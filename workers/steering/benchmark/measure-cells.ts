import type { BenchmarkCell } from "@/domain/steering-benchmark";
import type { CellPlace } from "@/domain/steering-arms";
import { CellWriter } from "./cell-writer";
import { readContexts } from "./contexts";
import { measureFeature } from "./measure-feature";
import type { RunningBenchmark } from "./run-benchmark";
import { TextReader } from "./text-reader";

/** Writes and measures some cells of a benchmark anew, in the order of `places`. */
export async function measureCells(
  running: RunningBenchmark,
  places: readonly CellPlace[],
): Promise<BenchmarkCell[]> {
  const { engine, model, sae, request, embed, signal, onProgress } = running;
  const { manifest, features, background } = request;
  const contexts = readContexts(features, background, model.tokenizer);
  const writer = await CellWriter.create(running);
  const reader = await TextReader.create(engine, model, sae);
  const found = new Map<CellPlace, BenchmarkCell>();
  try {
    for (const [i, evidence] of features.entries()) {
      signal?.throwIfAborted();
      onProgress?.({ done: i, total: features.length, message: "Writing texts again" });
      const own = places.filter(({ feature }) => feature === evidence.feature);
      if (own.length === 0) continue;
      const lexicon = contexts[i]?.lexicon ?? [];
      const parts = {
        manifest,
        evidence,
        lexicon,
        writer,
        reader,
        tokenizer: model.tokenizer,
        embed,
        signal,
      };
      const { cells } = await measureFeature(parts, own);
      own.forEach((place, n) => found.set(place, cells[n] as BenchmarkCell));
    }
  } finally {
    await reader.dispose();
    await writer.dispose();
  }
  return places.flatMap((place) => found.get(place) ?? []);
}
