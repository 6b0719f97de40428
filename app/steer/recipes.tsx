import Link from "next/link";
import { exampleUrl } from "@/domain/urls";
import type { ChosenRecipe } from "@/server/procedures/showcase/list-recipes";
import { RecipeFeatures } from "./recipe-features";

/** Recipes that work with this model, to begin with. */
export function Recipes({ model, recipes }: { model: string; recipes: readonly ChosenRecipe[] }) {
  if (recipes.length === 0) return null;
  return (
    <section className="mt-5" aria-labelledby="recipes-title">
      <h2 id="recipes-title" className="mb-2 font-semibold">
        Recipes that work
      </h2>
      <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        {recipes.map(({ title, place, recipe }) => (
          <li key={place} className="card relative hover:border-line-strong">
            <Link
              href={exampleUrl(model, place)}
              prefetch={false}
              className="font-medium after:absolute after:inset-0 hover:text-accent"
            >
              {title}
            </Link>
            <RecipeFeatures model={model} features={recipe.features} />
          </li>
        ))}
      </ul>
    </section>
  );
}
