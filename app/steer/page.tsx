import type { Metadata } from "next";
import { ProblemView } from "@/app/components/problem-view";
import { oneValue, type SearchParams } from "@/app/components/search-params";
import { Shell } from "@/app/components/shell";
import { STEERING_LIMITS, steeringRecipe } from "@/domain/steering";
import { api } from "@/server/caller";
import type { KnownVector } from "./recipe/vectors-card";
import { Recipes } from "./recipes";
import { Playground } from "./playground";
import { SteerHeading } from "./steer-heading";

export const metadata: Metadata = {
  title: "Steer",
  description: "Turn features of a language model up and down, and read what it writes then.",
};

/**
 * The playground: empty, with the features and vectors that the address names
 * (?model=…&features=3-res-4k/12,3-res-4k/40&vectors=…), or with a whole recipe (?recipe=, as JSON).
 */
export default async function SteerPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const models = (await api.catalogue.list()).filter(({ saes }) => saes.length > 0);
  const written = readRecipe(oneValue(params.recipe));
  if (written && !written.success)
    return (
      <Shell>
        <ProblemView
          kind="Steer"
          message="The address holds a recipe that cannot be read."
          hint={written.error.issues[0]?.message ?? "Copy the whole address once more."}
        />
      </Shell>
    );
  const own = written?.data;
  const asked = own?.model ?? oneValue(params.model);
  const read = models.find(({ saes }) =>
    saes.some(({ collection }) => (collection?.featuresActive ?? 0) > 0),
  );
  const model = models.find(({ id }) => id === asked) ?? read ?? models[0];
  if (!model || (asked !== undefined && model.id !== asked))
    return (
      <Shell>
        <ProblemView
          kind="Steer"
          message={
            model
              ? `There is no model “${asked?.slice(0, 60) ?? ""}” to steer here.`
              : "There is no model to steer yet."
          }
          hint={
            model
              ? `Models here: ${models.map(({ id }) => id).join(", ")}.`
              : "npm start fetches the demo model and its SAEs."
          }
        />
      </Shell>
    );
  const names = (oneValue(params.features) ?? "")
    .split(",")
    .filter(Boolean)
    .slice(0, STEERING_LIMITS.features);
  const recipes = await api.showcase.recipes({ model: model.id });
  const offered = await api.vector.browse({ model: model.id });
  const named = (oneValue(params.vectors) ?? "").split(",").filter(Boolean);
  const asVectors = (own?.vectors?.map(({ vector }) => vector) ?? named).slice(0, STEERING_LIMITS.vectors);
  // one that is not there for this reader is left out, as a feature is
  const given = await Promise.all(asVectors.map((id) => api.vector.get({ id }).catch(() => null)));
  const vectors = given.filter((vector) => vector?.model === model.id).filter((vector) => vector !== null);
  const example = recipes.find(({ place }) => String(place) === oneValue(params.example));
  const recipe = own ?? example?.recipe ?? null;
  const wanted = recipe?.features.map(({ sae, feature }) => `${sae}/${feature}`) ?? names;
  const found = await Promise.all(
    wanted.map((text) => api.steer.findFeatures({ model: model.id, text }).catch(() => [])),
  );
  return (
    <Shell>
      <SteerHeading model={model.id} models={models.map(({ id }) => id)} />
      {!recipe && names.length + vectors.length === 0 && <Recipes model={model.id} recipes={recipes} />}
      <Playground
        key={own ? JSON.stringify(own) : (example?.place ?? "own")}
        recipe={recipe}
        model={model.id}
        chat={model.chat}
        saes={model.saes.map(({ slug }) => slug)}
        features={found.flatMap((features) => features.slice(0, 1))}
        vectors={[...vectors, ...offered.own, ...offered.vectors].map(knownVector)}
        chosenVectors={vectors.map(knownVector)}
        run={null}
        changed={[]}
      />
    </Shell>
  );
}

/** What the playground is sent of a vector. */
const knownVector = ({ id, name, norm, strength }: KnownVector): KnownVector => ({
  id,
  name,
  norm,
  strength,
});

/** Null where the address has none. */
function readRecipe(text: string | undefined) {
  if (text === undefined) return null;
  try {
    return steeringRecipe.safeParse(JSON.parse(text));
  } catch {
    return steeringRecipe.safeParse(null);
  }
}
