/** Results that come with the program: small ones, registered with the SAE that they are of. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { ClientBase } from "pg";
import { FeaturescopeError } from "@/domain/errors";
import { cellRecipe } from "@/domain/steering-arms";
import { benchmarkResult, type BenchmarkCell, type BenchmarkResult } from "@/domain/steering-benchmark";
import { isForChoice } from "@/domain/summarise-steering";
import { readJsonFile } from "../../files/json-file";
import { insertBenchmark } from "./store-benchmark";

/** The one that pages show first, and others of the same SAE: "steering-benchmark-50-best.json". */
const SHOWN_FIRST = "steering-benchmark.json";
const BUNDLED = /^steering-benchmark(-[\w-]+)?\.json$/;

/** Digits that figures are bundled with. */
const DIGITS = 4;

/**
 * Registers what lies in an SAE's folder, the one that is shown first as the latest, in the place of what an earlier start has
 * registered.
 * @throws FeaturescopeError HASH_MISMATCH for a result of other weights
 */
export async function registerBenchmarks(
  client: ClientBase,
  saeId: number,
  sha256: string,
  folder: string,
): Promise<void> {
  const files = (await readdir(folder)).filter((file) => BUNDLED.test(file));
  files.sort((a, b) => Number(a === SHOWN_FIRST) - Number(b === SHOWN_FIRST) || (a < b ? -1 : 1));
  for (const file of files) {
    const path = join(folder, file);
    const result = await readJsonFile(path, benchmarkResult);
    if (result.manifest.sae.sha256 !== sha256)
      throw new FeaturescopeError(
        "HASH_MISMATCH",
        `${path} was measured with weights ${result.manifest.sae.sha256}, and those beside it are ${sha256}.`,
        "Measure it again, or delete it.",
      );
    await insertBenchmark(client, saeId, { ...result, cells: withRecipes(result) });
  }
}

/** A result small enough to be bundled: rounded, with the texts at the chosen dose behind the first reported prompt. */
export function bundled(result: BenchmarkResult): BenchmarkResult {
  const shown = result.manifest.grid.prompts.findIndex((_, prompt) => !isForChoice(prompt));
  const chosen = new Map(result.features.map(({ feature, arms }) => [feature, arms]));
  const cells = result.cells
    .filter(
      ({ feature, arm, dose, prompt }) => prompt === shown && chosen.get(feature)?.[arm]?.chosenDose === dose,
    )
    .map(({ recipe: _, ...cell }) => cell);
  return roundedDeep({ ...result, cells });
}

function withRecipes({ manifest, features, cells }: BenchmarkResult): BenchmarkCell[] {
  const known = new Map(features.map((feature) => [feature.feature, feature]));
  return cells.map((cell) => {
    const { label = null, control = null } = known.get(cell.feature) ?? {};
    const names = { model: manifest.model.id, sae: manifest.sae.slug, label: label ?? "", control };
    const recipe = cellRecipe(manifest.grid, names, cell);
    return recipe ? { ...cell, recipe } : cell;
  });
}

function roundedDeep<T>(value: T): T {
  if (typeof value === "number")
    return (Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS))) as T;
  if (Array.isArray(value)) return value.map(roundedDeep) as T;
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, roundedDeep(held)])) as T;
}
