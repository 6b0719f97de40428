import { steeredNames, type SteeringRecipe } from "@/domain/steering";
import type { RunSources } from "@/domain/steering-run";

/** What tokens of a run are coloured by: of each feature its maximum, of each vector its length. */
export function maximaOf(
  recipe: SteeringRecipe,
  { features, vectors = [] }: RunSources,
): Map<string, { max: number | null; name?: string }> {
  return new Map(
    steeredNames(recipe).map((name, i) => {
      const vector = vectors[i - recipe.features.length];
      return [name, vector ? { max: vector.norm, name: vector.name } : { max: features[i]?.max ?? null }];
    }),
  );
}
