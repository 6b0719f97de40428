import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { restApi } from "../api";
import { answerRest } from "../respond";
import { readBody } from "./body";

/** Sets of sources, as Neuronpedia's clients know them: the SAEs of a model that are called alike but for their layer. */

/** "res-4k" of "3-res-4k". */
const setOf = (slug: string) => slug.replace(/^\d+-/, "");

interface Context {
  params: Promise<{ model: string; name: string }>;
}

/** A set with the SAEs that the reader may see listed. */
export function readSourceSet(request: Request, { params }: Context): Promise<Response> {
  return answerRest(request, async (headers) => {
    const { model, name } = await params;
    const { saes, sets } = await setsOf(request, headers, model);
    const sources = saes.filter((slug) => setOf(slug) === name);
    if (sources.length === 0)
      throw new FeaturescopeError(
        "NOT_FOUND",
        `${model} has no set “${name.slice(0, 60)}”.`,
        sets.length === 0 ? "It has no SAE yet." : `Its sets: ${sets.join(", ")}.`,
      );
    return {
      ...{ name, modelId: model, description: null, urls: [] },
      sources: sources.map((id) => ({ id, modelId: model, setName: name })),
    };
  });
}

const newSet = z.object({ modelId: z.string(), name: z.string() });

/** Sets come with the SAEs in them: { modelId, name } is refused, with how to add these. */
export function makeSourceSet(request: Request): Promise<Response> {
  return answerRest(request, async (headers) => {
    const { modelId, name } = await readBody(request, newSet, '{"modelId": "stories15m", "name": "res-4k"}');
    const { sets } = await setsOf(request, headers, modelId);
    if (sets.includes(name))
      throw new FeaturescopeError(
        "CONFLICT",
        `${modelId} has a set “${name}” already.`,
        "Read it, or give another name.",
      );
    throw new FeaturescopeError(
      "UNSUPPORTED",
      "A set is not made empty here: it appears with the SAEs in it.",
      "Add them with their weights, featurescope add <model> --sae <folder>, and dashboards from elsewhere with featurescope import-neuronpedia.",
    );
  });
}

async function setsOf(request: Request, headers: Headers, id: string) {
  const models = await restApi(request, headers).catalogue.list();
  const model = models.find((candidate) => candidate.id === id);
  if (!model)
    throw new FeaturescopeError(
      "NOT_FOUND",
      `There is no model “${id.slice(0, 60)}” here.`,
      `Models here: ${models.map((candidate) => candidate.id).join(", ")}.`,
    );
  const saes = model.saes.map(({ slug }) => slug);
  return { saes, sets: [...new Set(saes.map(setOf))].sort() };
}
