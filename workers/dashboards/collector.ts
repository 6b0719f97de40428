import type { LanguageModelConfig } from "@/domain/models";
import type { Engine, HostTensor, Program, Weights } from "../engine/ops";
import { input } from "../engine/ops-inputs";
import { batchPassages } from "../models/batches";
import { familyOf } from "../models/families";
import { layersUntil } from "../models/hook-points";
import { encode } from "../sae/encode";
import { jointWeights, type Sae } from "../sae/sae";
import { groupByFeature, type FeatureEntries } from "./shard-activations";

/** Runs model and SAE over passages and keeps what is active. */
export class Collector {
  private constructor(
    private readonly model: LanguageModelConfig,
    private readonly sae: Sae,
    private readonly program: Program,
  ) {}

  static async create(
    engine: Engine,
    model: { config: LanguageModelConfig; weights: Weights },
    sae: Sae,
  ): Promise<Collector> {
    const { config } = model;
    const { hookName } = sae.config;
    const tokens = { dtype: "int32", shape: ["rows", "time"] } as const;
    const program = await engine.compile(
      {
        name: "collect",
        inputs: { ids: tokens, positions: tokens },
        build(ops, inputs) {
          const found: Record<string, (typeof inputs)[string]> = {};
          familyOf(config).forward(
            ops,
            config,
            { ids: input(inputs, "ids"), positions: input(inputs, "positions") },
            {
              layers: layersUntil(hookName, config),
              hook: (name, x) => {
                if (name === hookName) found.x = x;
                return x;
              },
            },
          );
          return { features: encode(ops, sae, input(found, "x")).features };
        },
      },
      jointWeights(model, sae),
    );
    return new Collector(config, sae, program);
  }

  /** Activations above 0 of all passages, BOS left out; token = passage * context + position. */
  async collect(passages: readonly ArrayLike<number>[], signal?: AbortSignal): Promise<FeatureEntries> {
    const { dSae } = this.sae.config;
    const found = new Map<number, { features: Uint32Array; tokens: Uint32Array; values: Float32Array }>();
    for (const batch of batchPassages(passages, this.model.bos)) {
      signal?.throwIfAborted();
      const outputs = await this.program.run({ ids: batch.ids, positions: batch.positions });
      const data = (outputs.features as HostTensor).data as Float32Array;
      batch.rows.forEach((passage, row) => {
        const start = row * batch.time * dSae;
        const rows = data.subarray(start, start + (batch.lengths[row] ?? 0) * dSae);
        found.set(passage, activeEntries(rows, dSae, passage * this.model.context));
      });
    }
    const inOrder = passages.flatMap((_, passage) => found.get(passage) ?? []);
    return groupByFeature(
      joinUint32(inOrder.map((part) => part.features)),
      joinUint32(inOrder.map((part) => part.tokens)),
      joinFloat32(inOrder.map((part) => part.values)),
      dSae,
    );
  }

  dispose(): Promise<void> {
    return this.program.dispose();
  }
}

/** Entries above 0 of one passage's activations [tokens, features], without its first token. */
function activeEntries(rows: Float32Array, dSae: number, firstToken: number) {
  // Comparing bit patterns as integers is faster than floats; a positive float is a positive integer.
  const bits = new Int32Array(rows.buffer, rows.byteOffset, rows.length);
  let count = 0;
  for (let i = dSae; i < bits.length; i++) if ((bits[i] as number) > 0) count++;
  const entries = {
    features: new Uint32Array(count),
    tokens: new Uint32Array(count),
    values: new Float32Array(count),
  };
  let n = 0;
  for (let position = 1, i = dSae; i < bits.length; position++) {
    for (let feature = 0; feature < dSae; feature++, i++) {
      if ((bits[i] as number) <= 0) continue;
      entries.features[n] = feature;
      entries.tokens[n] = firstToken + position;
      entries.values[n++] = rows[i] as number;
    }
  }
  return entries;
}

function joinUint32(parts: readonly Uint32Array[]): Uint32Array {
  const joined = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function joinFloat32(parts: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
