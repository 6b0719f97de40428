import type { LanguageModelConfig } from "@/domain/models";
import type { BenchmarkDamage } from "@/domain/steering-benchmark";
import type { Engine, HostTensor, Program, ProgramSpec, TensorSpec } from "../../engine/ops";
import { input } from "../../engine/ops-inputs";
import type { LanguageModel } from "../../files/language-model";
import { familyOf } from "../../models/families";
import { hookWidth } from "../../models/hook-points";
import { encode } from "../../sae/encode";
import { jointWeights, SAE_PREFIX, type Sae } from "../../sae/sae";
import { atHookSpec } from "../attribution-programs";
import { positionsOf } from "../from-hook";

/** Of a feature's activation on the corpus; what moves further counts. */
const DEVIATIONS = 3;
const LARGE = `${SAE_PREFIX}large_change`;

/** An edit of the stream x at one token: `by` times `direction`. */
export interface DamagingEdit {
  dose: number;
  direction: Float32Array;
  /** @param f activation of feature `feature` at the token, 0 where the edit is of none */
  by: (f: number) => number;
  /** Does not count among those that move; null where the edit is no feature's. */
  feature: number | null;
}

interface HeldOut {
  ids: Int32Array;
  x: Float32Array;
  features: Float32Array;
}

/** What edits do to held-out text, from the hook on: earlier layers run once. BOS is neither edited nor counted. */
export class DamageMeter {
  private constructor(
    private readonly model: Pick<LanguageModel, "config">,
    private readonly sae: Sae,
    private readonly program: Program,
    private readonly texts: readonly HeldOut[],
  ) {}

  /** @param deviations of every feature's activation on the corpus */
  static async create(
    engine: Engine,
    model: Pick<LanguageModel, "config" | "weights">,
    sae: Sae,
    { passages, deviations }: { passages: readonly ArrayLike<number>[]; deviations: Float32Array },
  ): Promise<DamageMeter> {
    const reader = await engine.compile(atHookSpec(model.config, sae), jointWeights(model, sae));
    const texts: HeldOut[] = [];
    for (const passage of passages) {
      const ids = Int32Array.from(passage);
      const read = await reader.run({
        ids: { dtype: "int32", shape: [1, ids.length], data: ids },
        positions: positionsOf(1, ids.length),
      });
      texts.push({
        ids,
        x: input(read, "x").data as Float32Array,
        features: input(read, "features").data as Float32Array,
      });
    }
    await reader.dispose();
    const large: HostTensor = {
      ...{ dtype: "float32", shape: [sae.config.dSae] },
      data: deviations.map((deviation) => DEVIATIONS * deviation),
    };
    const weights = new Map([...jointWeights(model, sae), [LARGE, large]] as const);
    return new DamageMeter(model, sae, await engine.compile(damageSpec(model.config, sae), weights), texts);
  }

  dispose(): Promise<void> {
    return this.program.dispose();
  }

  /** In the order of `edits`; figures are means over the tokens of all texts. */
  async measure(edits: readonly DamagingEdit[]): Promise<BenchmarkDamage[]> {
    const sums = edits.map(() => ({ ce: 0, kl: 0, moved: 0 }));
    let tokens = 0;
    for (const text of this.texts) {
      const time = text.ids.length;
      const rows = 1 + edits.length;
      const { log, kl, moved } = await this.program.run({
        positions: positionsOf(rows, time),
        targets: {
          ...{ dtype: "int32", shape: [rows, time] },
          data: Int32Array.from({ length: rows * time }, (_, i) => text.ids[(i % time) + 1] ?? 0),
        },
        x: this.streamsOf(text, edits),
        counted: this.countedOf(edits),
      });
      // the last token predicts nothing that is known, and BOS is left as it is
      for (let t = 1; t + 1 < time; t++, tokens++)
        sums.forEach((sum, i) => {
          const at = (1 + i) * time + t;
          sum.ce += (log?.data[t] ?? NaN) - (log?.data[at] ?? NaN);
          sum.kl += kl?.data[at] ?? NaN;
          sum.moved += moved?.data[at] ?? NaN;
        });
    }
    return sums.map(({ ce, kl, moved }, i) => ({
      dose: edits[i]?.dose ?? 0,
      deltaCe: ce / tokens,
      kl: Math.max(0, kl / tokens),
      moved: moved / tokens,
    }));
  }

  /** The stream as it is, then with each edit. */
  private streamsOf({ ids, x, features }: HeldOut, edits: readonly DamagingEdit[]): HostTensor {
    const { width } = this.model.config;
    const { dSae } = this.sae.config;
    const data = new Float32Array((1 + edits.length) * x.length);
    data.set(x);
    edits.forEach(({ direction, by, feature }, i) => {
      const from = (1 + i) * x.length;
      data.set(x, from);
      for (let t = 1; t < ids.length; t++) {
        const delta = by(feature === null ? 0 : (features[t * dSae + feature] ?? 0));
        for (let j = 0; j < width; j++)
          data[from + t * width + j] = (data[from + t * width + j] ?? 0) + delta * (direction[j] ?? 0);
      }
    });
    return { dtype: "float32", shape: [1 + edits.length, ids.length, width], data };
  }

  private countedOf(edits: readonly DamagingEdit[]): HostTensor {
    const { dSae } = this.sae.config;
    const data = new Float32Array((1 + edits.length) * dSae).fill(1);
    edits.forEach(({ feature }, i) => {
      if (feature !== null) data[(1 + i) * dSae + feature] = 0;
    });
    return { dtype: "float32", shape: [1 + edits.length, 1, dSae], data };
  }
}

/** Rows of streams at the hook, the first as it is: log [rows, time] of the targets, kl and moved against the first. */
function damageSpec(config: LanguageModelConfig, sae: Sae): ProgramSpec {
  const tokens: TensorSpec = { dtype: "int32", shape: ["rows", "time"] };
  return {
    name: `damage from ${sae.config.hookName}`,
    inputs: {
      ...{ positions: tokens, targets: tokens },
      x: { dtype: "float32", shape: ["rows", "time", hookWidth(sae.config.hookName, config)] },
      counted: { dtype: "float32", shape: ["rows", 1, sae.config.dSae] },
    },
    build(ops, feeds) {
      const family = familyOf(config);
      const positions = input(feeds, "positions");
      const x = input(feeds, "x");
      const { features } = encode(ops, sae, x);
      const change = ops.sub(features, ops.slice(features, 0, 0, 1));
      const size = ops.maximum(change, ops.mul(change, ops.constant(-1)));
      const moved = ops.mul(ops.greater(size, ops.weight(LARGE)), input(feeds, "counted"));
      // the tokens do not matter: what they lead to is replaced at the hook
      const { residual } = family.forward(
        ops,
        config,
        { ids: positions, positions },
        { hook: (name, own) => (name === sae.config.hookName ? x : own) },
      );
      const log = ops.logSoftmax(family.unembed(ops, config, residual));
      const against = ops.sub(log, ops.slice(log, 0, 0, 1));
      return {
        log: ops.pick(log, input(feeds, "targets")),
        kl: ops.sum(ops.mul(ops.exp(log), against), -1, false),
        moved: ops.sum(moved, -1, false),
      };
    },
  };
}
