/** What bench/peers/gpt2.py does, in our own way: weights read as a worker reads them. */
import type { LanguageModelConfig, SaeConfig } from "@/domain/models";
import { Collector } from "@/workers/dashboards/collector";
import { createOnnxEngine } from "@/workers/engine/onnx/engine";
import { LARGE_WEIGHTS } from "@/workers/files/kept-weights";
import { readSafetensorsInPlace } from "@/workers/files/safetensors";
import { stat } from "node:fs/promises";
import { serve } from "./protocol";

export interface Gpt2Job {
  model: string;
  config: LanguageModelConfig;
  sae: string;
  saeConfig: SaeConfig;
  passages: number[][];
}

await serve(async (job) => {
  const { model, config, sae, saeConfig, passages } = job as Gpt2Job;
  for (const file of [model, sae])
    if ((await stat(file)).size < LARGE_WEIGHTS) throw new Error(`${file} would not be read in place.`);
  const collector = await Collector.create(
    createOnnxEngine({ threads: 1 }),
    { config, weights: (await readSafetensorsInPlace(model)).tensors },
    { config: saeConfig, weights: (await readSafetensorsInPlace(sae)).tensors },
  );
  return {
    async run() {
      const start = performance.now();
      const { offsets } = await collector.collect(passages);
      const seconds = (performance.now() - start) / 1000;
      const counts = Array.from(offsets.subarray(1), (end, i) => end - (offsets[i] ?? 0));
      return { seconds, counts, peakBytes: process.resourceUsage().maxRSS * 1024 };
    },
  };
});
