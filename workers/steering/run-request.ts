import type { Pool } from "pg";
import { FeaturescopeError } from "@/domain/errors";
import { weightsSource } from "@/domain/models";
import { resolveEdit, resolveVectorEdit, steeringRecipe } from "@/domain/steering";
import { runSources, type RunSources } from "@/domain/steering-run";
import { readDirection } from "@/domain/vectors";
import type { SteeredTextRequest } from "../compute/api";

/** A run's row, unparsed. */
export interface AskedRun {
  recipe: unknown;
  sources: unknown;
}

/** What a stored recipe asks of the compute thread; throws NOT_FOUND for an SAE or vector that has been removed. */
export async function readRunRequest(
  pool: Pool,
  runId: string,
  asked: AskedRun,
): Promise<{ request: SteeredTextRequest; sources: RunSources }> {
  const recipe = steeringRecipe.parse(asked.recipe);
  const sources = runSources.parse(asked.sources);
  const { rows } = await pool.query<{ id: number; source: unknown; model_source: unknown }>(
    `SELECT s.id, s.source, m.source AS model_source FROM sae s JOIN language_model m ON m.id = s.model_id
     WHERE s.id = ANY($1)`,
    [sources.saes.map(({ id }) => id)],
  );
  const model = { source: weightsSource.parse(rows[0]?.model_source), sha256: sources.model.sha256 };
  const saes = sources.saes.map(({ id, slug, sha256 }) => {
    const row = rows.find((candidate) => candidate.id === id);
    if (!row)
      throw new FeaturescopeError("NOT_FOUND", `The SAE ${slug} has been removed.`, "Choose another.");
    return { source: weightsSource.parse(row.source), sha256, model };
  });
  const max = (i: number) => sources.features[i]?.max ?? 0;
  const vectors = await readVectors(pool, sources);
  const request: SteeredTextRequest = {
    ...{ run: runId, model, saes },
    text: {
      prompt: recipe.prompt,
      ...(recipe.chat ? { chat: recipe.chat } : {}),
      features: [
        ...recipe.features.map(({ feature }, i) => ({ feature, place: sources.features[i]?.place ?? 0 })),
        ...vectors.map(({ place, along }) => ({ place, along })),
      ],
      doses: recipe.doses.map((dose) => [
        ...recipe.features.map((asked, i) => resolveEdit(asked, max(i), dose)),
        ...vectors.flatMap(({ along, norm }, i) => {
          const asked = recipe.vectors?.[i];
          return asked ? [resolveVectorEdit(asked, along, norm, dose)] : [];
        }),
      ]),
      scope: recipe.scope,
      temperature: recipe.temperature,
      topP: recipe.topP,
      frequencyPenalty: recipe.frequencyPenalty,
      seed: recipe.seed,
      length: recipe.length,
    },
  };
  return { request, sources };
}

/** In the recipe's order. */
async function readVectors(pool: Pool, { vectors = [] }: RunSources) {
  if (vectors.length === 0) return [];
  const { rows } = await pool.query<{ id: string; direction: Buffer; centre: number }>(
    "SELECT id, direction, centre FROM steering_vector WHERE id = ANY($1)",
    [vectors.map(({ id }) => id)],
  );
  return vectors.map(({ id, name, place, norm }) => {
    const row = rows.find((candidate) => candidate.id === id);
    if (!row)
      throw new FeaturescopeError(
        "NOT_FOUND",
        `The vector “${name}” has been deleted.`,
        "Take it out of the recipe, or make it anew.",
      );
    return { place, norm, along: { direction: readDirection(row.direction), centre: row.centre } };
  });
}
