/** Cells of a benchmark's grid: which texts there are, with which seeds, and how the playground writes them. */
import type { z } from "zod";
import { hashPair } from "./random";
import { steeringRecipe, type SteeringRecipe } from "./steering";
import { hasRecipe, isDosed, type BenchmarkArm, type BenchmarkGrid } from "./steering-benchmark";

export interface CellPlace {
  feature: number;
  arm: BenchmarkArm;
  dose: number;
  prompt: number;
}

/** Doses of an arm; [0] of one without. */
export const dosesOf = ({ doses }: Pick<BenchmarkGrid, "doses">, arm: BenchmarkArm): readonly number[] =>
  isDosed(arm) ? doses : [0];

/**
 * The seed of a text: of its feature and prompt alone. Arms and doses share it, so that they differ by the edit and not by
 * luck, and dose 0 is the unedited text itself.
 */
export const cellSeed = (seed: number, { feature, prompt }: Pick<CellPlace, "feature" | "prompt">): number =>
  hashPair(hashPair(seed, feature), prompt);

/** The prompt as this arm gives it to the model. */
export const promptOf = (
  grid: BenchmarkGrid,
  place: Pick<CellPlace, "arm" | "prompt">,
  label: string,
): string =>
  (place.arm === "prefix" ? grid.prefix.replaceAll("{label}", label) : "") +
  (grid.prompts[place.prompt] ?? "");

/** Dose of the edit as it is carried out: the wrong sign is that of the dose. */
export const signedDose = ({ arm, dose }: Pick<CellPlace, "arm" | "dose">): number =>
  arm === "wrong-sign" ? 0 - dose : dose;

/** The recipe that writes a cell's text in the playground; undefined for arms that none can say. */
export function cellRecipe(
  grid: BenchmarkGrid,
  { model, sae, label, control }: { model: string; sae: string; label: string; control: number | null },
  place: CellPlace,
): SteeringRecipe | undefined {
  if (!hasRecipe(place.arm) || (place.arm === "random-feature" && control === null)) return undefined;
  const plain = !isDosed(place.arm);
  return steeringRecipe.parse({
    model,
    features: [
      {
        sae,
        feature: place.arm === "random-feature" && control !== null ? control : place.feature,
        // a feature that 0 is added to is read and not changed
        mode: plain ? "add" : grid.mode,
        strength: plain ? 0 : signedDose(place),
      },
    ],
    prompt: promptOf(grid, place, label),
    ...(grid.chat ? { chat: [] } : {}),
    temperature: grid.temperature,
    topP: grid.topP,
    seed: cellSeed(grid.seed, place),
    length: grid.tokens,
  } satisfies z.input<typeof steeringRecipe>);
}
