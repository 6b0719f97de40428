import { FeaturescopeError } from "@/domain/errors";
import type { LeftOutRule } from "@/domain/left-out";
import { VECTOR_NEIGHBOURS, writeDirection, type MadeVector, type VectorTexts } from "@/domain/vectors";
import { LeftOut } from "../dashboards/left-out";
import type { Engine } from "../engine/ops";
import type { LanguageModel } from "../files/language-model";
import { decoderDirections, NearestDirections } from "../maps/nearest-directions";
import { HookReader } from "../models/hook-reader";
import type { Sae } from "../sae/sae";
import { diffMean, heldOutSeparation, sumTokens, type TokenSum } from "./diff-mean";

interface Parts {
  engine: Engine;
  model: Pick<LanguageModel, "config" | "weights" | "tokenizer">;
  sae: Sae;
}

/**
 * A direction from two sets of texts at an SAE's hook, and the SAE's features that are nearest to it. BOS and the tokens
 * that the rule leaves out count in neither mean.
 * @throws FeaturescopeError TOO_LARGE for a text beyond the context window, BAD_INPUT for sets without a direction
 */
export async function computeVector(
  { a, b }: VectorTexts,
  rule: LeftOutRule,
  { engine, model, sae }: Parts,
): Promise<MadeVector> {
  const passages = [...a, ...b].map((text, i) => {
    const ids = model.tokenizer.encode(text, { bos: true });
    if (ids.length > model.config.context)
      throw new FeaturescopeError(
        "TOO_LARGE",
        `Text ${i < a.length ? i + 1 : i - a.length + 1} of the ${i < a.length ? "first" : "second"} set has ` +
          `${ids.length} tokens; the model reads ${model.config.context} at once.`,
        "Cut it into several.",
      );
    return ids;
  });
  const reader = await HookReader.create(engine, model.config, model.weights, sae.config.hookName);
  try {
    const sums = sumPassages(
      passages,
      await reader.read(passages),
      reader.width,
      new LeftOut(rule, model.tokenizer.special),
    );
    const [wanted, other] = [sums.slice(0, a.length), sums.slice(a.length)];
    const { direction, norm, centre } = diffMean(wanted, other);
    const tokens = (set: readonly TokenSum[]) => set.reduce((sum, text) => sum + text.tokens, 0);
    return {
      direction: Buffer.from(writeDirection(direction)).toString("base64"),
      ...{ norm, centre },
      tokens: [tokens(wanted), tokens(other)],
      separation: heldOutSeparation(wanted, other),
      ...(await neighboursOf(direction, sae, engine)),
    };
  } finally {
    await reader.dispose();
  }
}

/**
 * A vector that was found elsewhere, with the SAE's features that are nearest to it.
 * @param numbers [d] of the SAE's hook
 * @throws FeaturescopeError BAD_INPUT for another width, or for zeros
 */
export async function takeVector(
  numbers: readonly number[],
  { engine, sae }: Pick<Parts, "engine" | "sae">,
): Promise<MadeVector> {
  const { dIn, hookName } = sae.config;
  if (numbers.length !== dIn)
    throw new FeaturescopeError(
      "BAD_INPUT",
      `The vector has ${numbers.length} numbers, and ${hookName} has ${dIn}.`,
      "Send one number for each of them.",
    );
  const norm = Math.hypot(...numbers);
  if (!(norm > 0 && Number.isFinite(norm)))
    throw new FeaturescopeError(
      "BAD_INPUT",
      "The vector has no direction: its numbers are all 0, or too large.",
      "Send numbers of which one is not 0.",
    );
  const direction = Float32Array.from(numbers, (value) => value / norm);
  return {
    direction: Buffer.from(writeDirection(direction)).toString("base64"),
    norm,
    centre: 0,
    tokens: [0, 0],
    separation: null,
    ...(await neighboursOf(direction, sae, engine)),
  };
}

/** @param streams of every token but BOS, passage after passage, [tokens, width] */
function sumPassages(
  passages: readonly (readonly number[])[],
  streams: Float32Array,
  width: number,
  leftOut: LeftOut,
): TokenSum[] {
  let from = 0;
  return passages.map((ids) => {
    const tokens = Math.max(0, ids.length - 1);
    const stream = streams.subarray(from * width, (from + tokens) * width);
    from += tokens;
    return sumTokens(stream, width, (row) => !leftOut.has(ids[row + 1] as number, stream, row, width));
  });
}

async function neighboursOf(
  direction: Float32Array,
  sae: Sae,
  engine: Engine,
): Promise<Pick<MadeVector, "nearest" | "opposite">> {
  const width = direction.length;
  const both = new Float32Array(2 * width);
  both.set(direction);
  both.set(
    direction.map((value) => -value),
    width,
  );
  const found = await NearestDirections.create(engine, { data: both, width }, decoderDirections(sae), {
    wanted: VECTOR_NEIGHBOURS,
    own: false,
  });
  try {
    const { ids, cosines, each } = await found.find(0, 2);
    const row = (at: number, sign: number) =>
      Array.from({ length: each }, (_, i) => ({
        index: ids[at * each + i] as number,
        cosine: sign * (cosines[at * each + i] as number),
      }));
    return { nearest: row(0, 1), opposite: row(1, -1) };
  } finally {
    await found.dispose();
  }
}
