import type { LanguageModelConfig } from "@/domain/models";
import type { Engine, HostTensor, Program, ProgramSpec, TensorSpec } from "../../engine/ops";
import { input } from "../../engine/ops-inputs";
import type { LanguageModel } from "../../files/language-model";
import { batchPassages, nextTokens, tokensAtOnce, type PassageBatch } from "../../models/batches";
import { familyOf } from "../../models/families";
import { encode } from "../../sae/encode";
import { jointWeights, type Sae } from "../../sae/sae";

export interface ReadText {
  /** Log probability of each token after the ones before it, in nats; of BOS none. */
  log: Float32Array;
  /** Activations of the wanted features at each token, [tokens, features]. */
  activations: Float32Array;
}

/** Reads whole texts with the model as it is: how probable each token is, and what some features are on it. */
export class TextReader {
  private constructor(
    private readonly model: Pick<LanguageModel, "config">,
    private readonly sae: Sae,
    private readonly program: Program,
  ) {}

  static async create(
    engine: Engine,
    model: Pick<LanguageModel, "config" | "weights">,
    sae: Sae,
  ): Promise<TextReader> {
    const program = await engine.compile(readingSpec(model.config, sae), jointWeights(model, sae));
    return new TextReader(model, sae, program);
  }

  dispose(): Promise<void> {
    return this.program.dispose();
  }

  /** @param features wanted of every text, in this order */
  async read(texts: readonly ArrayLike<number>[], features: readonly number[]): Promise<ReadText[]> {
    const { bos } = this.model.config;
    const read: ReadText[] = texts.map(({ length }) => ({
      log: new Float32Array(length),
      activations: new Float32Array(length * features.length),
    }));
    for (const batch of batchPassages(texts, bos, tokensAtOnce(this.sae.config.dSae))) {
      const outputs = await this.program.run({
        ...{ ids: batch.ids, positions: batch.positions, targets: nextTokens(batch) },
        places: this.placesOf(batch, features),
      });
      const log = input(outputs, "log").data;
      const activations = input(outputs, "activations").data as Float32Array;
      batch.rows.forEach((row, r) => {
        const from = r * batch.time;
        const length = batch.lengths[r] ?? 0;
        const text = read[row];
        for (let t = 1; t < length; t++) if (text) text.log[t] = log[from + t - 1] ?? NaN;
        const each = features.length;
        text?.activations.set(activations.subarray(from * each, (from + length) * each));
      });
    }
    return read;
  }

  /** Where each feature stands in the activations of a batch, as one column. */
  private placesOf({ rows, time }: PassageBatch, features: readonly number[]): HostTensor {
    const { dSae } = this.sae.config;
    const data = new Int32Array(rows.length * time * features.length);
    for (let token = 0, at = 0; token < rows.length * time; token++)
      for (const feature of features) data[at++] = token * dSae + feature;
    return { dtype: "int32", shape: [rows.length, time, features.length], data };
  }
}

function readingSpec(config: LanguageModelConfig, sae: Sae): ProgramSpec {
  const tokens: TensorSpec = { dtype: "int32", shape: ["rows", "time"] };
  return {
    name: `texts at ${sae.config.hookName}`,
    inputs: {
      ...{ ids: tokens, positions: tokens, targets: tokens },
      places: { dtype: "int32", shape: ["rows", "time", "wanted"] },
    },
    build(ops, feeds) {
      const at: Record<string, (typeof feeds)[string]> = {};
      const family = familyOf(config);
      const { residual } = family.forward(
        ops,
        config,
        { ids: input(feeds, "ids"), positions: input(feeds, "positions") },
        { hook: (name, x) => (name === sae.config.hookName ? (at.x = x) : x) },
      );
      const { features } = encode(ops, sae, input(at, "x"));
      const column = ops.reshape(features, [-1, 1]);
      return {
        log: ops.pick(ops.logSoftmax(family.unembed(ops, config, residual)), input(feeds, "targets")),
        activations: ops.reshape(ops.gather(column, input(feeds, "places")), [0, 0, -1]),
      };
    },
  };
}
