/**
 * The logit lens (nostalgebraist 2020, "interpreting GPT: the logit lens"): the residual stream after every layer read
 * through the model's own final norm and output head, as if the layers after it were not there.
 */
import { LENS_LIMITS, type LensAnswer } from "@/domain/lens";
import { FeaturescopeError } from "@/domain/errors";
import type { LanguageModelConfig } from "@/domain/models";
import type { Engine, Program, ProgramSpec } from "../engine/ops";
import { input } from "../engine/ops-inputs";
import type { LanguageModel } from "../files/language-model";
import { familyOf } from "../models/families";
import { logSoftmax, mostProbable } from "../steering/distribution";

/** Before the first layer, then after each. */
function streamsOf({ layers }: LanguageModelConfig): string[] {
  return [
    "blocks.0.hook_resid_pre",
    ...Array.from({ length: layers }, (_, layer) => `blocks.${layer}.hook_resid_post`),
  ];
}

/** Logits [layers + 1, V] after the last of the tokens. */
function lensSpec(config: LanguageModelConfig): ProgramSpec {
  const tokens = { dtype: "int32", shape: [1, "time"] } as const;
  return {
    name: "logit lens",
    inputs: { ids: tokens, positions: tokens },
    build(ops, inputs) {
      const family = familyOf(config);
      const wanted = streamsOf(config);
      const seen: ReturnType<typeof input<(typeof inputs)[string]>>[] = [];
      family.forward(
        ops,
        config,
        { ids: input(inputs, "ids"), positions: input(inputs, "positions") },
        {
          hook: (name, x) => {
            if (wanted.includes(name)) seen.push(ops.slice(x, 1, -1));
            return x;
          },
        },
      );
      const logits = family.unembed(ops, config, ops.concat(seen, 1));
      return { logits: ops.reshape(logits, [-1, config.vocabulary]) };
    },
  };
}

export class LogitLens {
  private constructor(
    private readonly config: LanguageModelConfig,
    private readonly program: Program,
  ) {}

  static async create(engine: Engine, { config, weights }: Pick<LanguageModel, "config" | "weights">) {
    return new LogitLens(config, await engine.compile(lensSpec(config), weights));
  }

  dispose(): Promise<void> {
    return this.program.dispose();
  }

  /**
   * @param ids BOS first
   * @param at position of the token after which is guessed
   * @throws FeaturescopeError BAD_INPUT for a position that the text does not have, TOO_LARGE beyond the limit
   */
  async read(ids: readonly number[], at: number): Promise<LensAnswer> {
    const limit = Math.min(LENS_LIMITS.tokens, this.config.context);
    if (at < 1 || at >= ids.length)
      throw new FeaturescopeError(
        "BAD_INPUT",
        `The text has no token ${at}.`,
        `Its tokens are numbered from 1 to ${ids.length - 1}.`,
      );
    if (at >= limit)
      throw new FeaturescopeError(
        "TOO_LARGE",
        `Token ${at} is too far into the text.`,
        `Choose one of the first ${limit - 1}.`,
      );
    const shape = [1, at + 1];
    const { logits } = await this.program.run({
      ids: { dtype: "int32", shape, data: Int32Array.from(ids.slice(0, at + 1)) },
      positions: { dtype: "int32", shape, data: Int32Array.from({ length: at + 1 }, (_, i) => i) },
    });
    const { vocabulary } = this.config;
    const rows = Array.from({ length: this.config.layers + 1 }, (_, row) =>
      logSoftmax((logits?.data as Float32Array).subarray(row * vocabulary, (row + 1) * vocabulary)),
    );
    const [answer] = mostProbable(rows.at(-1) ?? new Float32Array(), 1);
    return {
      ids: [...ids],
      at,
      layers: rows.map((row) => ({
        top: mostProbable(row, LENS_LIMITS.top),
        answer: { p: Math.exp(row[answer?.id ?? 0] ?? NaN), rank: rankOf(row, answer?.id ?? 0) },
      })),
    };
  }
}

/** 1 for the largest. */
function rankOf(values: Float32Array, at: number): number {
  const own = values[at] ?? NaN;
  let rank = 1;
  for (const value of values) if (value > own) rank++;
  return rank;
}
