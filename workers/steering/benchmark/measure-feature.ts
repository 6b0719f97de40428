import { cellRecipe, cellSeed, dosesOf, promptOf, type CellPlace } from "@/domain/steering-arms";
import type { BenchmarkArm, BenchmarkManifest } from "@/domain/steering-benchmark";
import { shownArms } from "@/domain/summarise-steering";
import { encodePrompt, type TextTokenizer } from "../../models/text-tokenizer";
import type { MeasuredFeature } from "./cell-log";
import type { CellWriter } from "./cell-writer";
import { countHits } from "./lexicon";
import type { FeatureEvidence } from "./request";
import { similaritiesTo, type Embed } from "./similarity";
import { distinctPairs, hashTokens, repeatedFours, rounded } from "./text-figures";
import type { TextReader } from "./text-reader";

interface Measured {
  manifest: Omit<BenchmarkManifest, "engine">;
  evidence: FeatureEvidence;
  lexicon: readonly string[];
  writer: CellWriter;
  reader: TextReader;
  tokenizer: TextTokenizer;
  /** Null leaves the similarity in meaning out. */
  embed: Embed | null;
  signal?: AbortSignal | undefined;
}

/** Cells of a feature, in the order in which they are written. */
export function placesOf(
  { grid, double }: Pick<BenchmarkManifest, "grid" | "double">,
  { feature, label, control, vector }: FeatureEvidence,
): CellPlace[] {
  const has = (arm: BenchmarkArm) =>
    (arm !== "prefix" || label !== null) &&
    (arm !== "random-feature" || control !== null) &&
    (arm !== "vector" || vector !== null) &&
    (arm !== "double" || double !== undefined);
  return shownArms(grid)
    .filter(has)
    .flatMap((arm) =>
      dosesOf(grid, arm).flatMap((dose) => grid.prompts.map((_, prompt) => ({ feature, arm, dose, prompt }))),
    );
}

/**
 * Writes and measures texts of a feature: all of it, or some. Texts are read behind the plain prompt whatever their arm, so that a prompt
 * that asks for the concept neither makes it fire nor makes the text less of a surprise.
 */
export async function measureFeature(
  parts: Measured,
  places: readonly CellPlace[] = placesOf(parts.manifest, parts.evidence),
): Promise<MeasuredFeature> {
  const { manifest, evidence, writer, reader, tokenizer, embed, signal } = parts;
  const { grid } = manifest;
  const written = await writer.write(places, signal);
  const prompts = places.map((place) =>
    encodePrompt(tokenizer, promptOf(grid, { ...place, arm: "none" }, ""), grid.chat ? [] : undefined),
  );
  const whole = places.map((_, i) => [...(prompts[i] ?? []), ...(written[i] ?? [])]);
  const read = await reader.read(whole, [evidence.feature]);
  const lexicon = new Set(parts.lexicon);
  const names = {
    ...{ model: manifest.model.id, sae: manifest.sae.slug },
    ...{ label: evidence.label ?? "", control: evidence.control?.feature ?? null },
  };
  const texts = written.map((ids) => tokenizer.decode(ids, { middle: !grid.chat }));
  const contexts = evidence.heldOut.map(({ ids }) => tokenizer.decode(ids.subarray(1), { middle: true }));
  const similar = embed ? await similaritiesTo(embed, contexts, texts, signal) : [];
  const cells = places.map((place, i) => {
    const ids = written[i] ?? [];
    const from = prompts[i]?.length ?? 0;
    const values = Array.from(read[i]?.activations.subarray(from) ?? []);
    const log = Array.from(read[i]?.log.subarray(from) ?? []);
    const mean = (of: readonly number[]) =>
      rounded(of.reduce((sum, value) => sum + value, 0) / Math.max(1, of.length));
    const text = texts[i] ?? "";
    const recipe = cellRecipe(grid, names, place);
    return {
      ...place,
      seed: cellSeed(grid.seed, place),
      text,
      tokens: ids.length,
      tokenHash: hashTokens(ids),
      concept: {
        fires: mean(values.map((value) => Number(value > 0))),
        activation: mean(values.map((value) => value / evidence.max)),
        ...countHits(text, lexicon),
        ...(similar[i] === undefined ? {} : { similar: similar[i] }),
      },
      fluency: {
        nll: mean(log.map((p) => -p)),
        repeated4: rounded(repeatedFours(ids)),
        distinct2: rounded(distinctPairs(ids)),
      },
      ...(recipe ? { recipe } : {}),
    };
  });
  const plain = places.flatMap(({ arm }, i) =>
    arm === "none" ? [{ ids: whole[i] ?? [], from: prompts[i]?.length ?? 0 }] : [],
  );
  return { feature: evidence.feature, label: evidence.label, cells, plain };
}
