import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { VECTOR_LIMITS } from "@/domain/vectors";
import { VECTORS_URL } from "@/domain/urls";
import { requireRole } from "../../platform/access/rules";
import { viewerOf } from "../../platform/auth/viewer-of";
import { originOf } from "../../site-origin";
import { restApi } from "../api";
import { answerRest } from "../respond";
import { readBody } from "./body";

/**
 * Steering vectors of people's own, in the shape in which Neuronpedia's clients make and read them. A vector stands beside
 * an SAE at its hook, which is its `source` there; `index` is its id here.
 */

const address = z.object({ modelId: z.string(), source: z.string(), index: z.string() });
const ADDRESS = '{"modelId": "stories15m", "source": "3-res-2k", "index": "..."}';

const newVector = z.object({
  modelId: z.string(),
  layerNumber: z.number().int().min(0),
  hookType: z.enum(["hook_resid_pre", "hook_resid_post"]),
  vector: z.array(z.number()).min(1).max(VECTOR_LIMITS.numbers),
  vectorDefaultSteerStrength: z.number().nullish(),
  vectorLabel: z.string().min(1),
});

type Api = ReturnType<typeof restApi>;

/** The account's vectors: POST without a body. */
export function listOwnVectors(request: Request): Promise<Response> {
  return answerRest(request, async (headers) => {
    const api = restApi(request, headers);
    requireRole("reader", await viewerOf(request.headers));
    const { own } = await api.vector.browse();
    return { vectors: await Promise.all(own.map(({ id }) => described(api, id))) };
  });
}

/** One vector: { modelId, source, index }. */
export function findOwnVector(request: Request): Promise<Response> {
  return answerRest(request, async (headers) => {
    const api = restApi(request, headers);
    return { vector: await described(api, await idOf(api, await readBody(request, address, ADDRESS))) };
  });
}

/** Takes a vector of one's own away: { modelId, source, index }. */
export function deleteOwnVector(request: Request): Promise<Response> {
  return answerRest(request, async (headers) => {
    const api = restApi(request, headers);
    const id = await idOf(api, await readBody(request, address, ADDRESS));
    await api.vector.delete({ id });
    return { success: true };
  });
}

/** Keeps a direction beside the first SAE at its hook, for whoever has its address. */
export function makeOwnVector(request: Request): Promise<Response> {
  return answerRest(request, async (headers) => {
    const asked = await readBody(
      request,
      newVector,
      '{"modelId": "stories15m", "layerNumber": 3, "hookType": "hook_resid_post", "vector": [0.1, ...], "vectorLabel": "dogs"}',
    );
    const api = restApi(request, headers);
    const hookName = `blocks.${asked.layerNumber}.${asked.hookType}`;
    const models = await api.catalogue.list();
    const model = models.find(({ id }) => id === asked.modelId);
    const sae = model?.saes.find((candidate) => candidate.hookName === hookName);
    if (!sae)
      throw new FeaturescopeError(
        "NOT_FOUND",
        model
          ? `No SAE of ${asked.modelId} reads ${hookName}.`
          : `There is no model “${asked.modelId.slice(0, 60)}”.`,
        "A vector is compared with the features of an SAE at its hook; add one there.",
      );
    const { id } = await api.vector.keep({
      ...{ model: asked.modelId, sae: sae.slug, name: asked.vectorLabel, numbers: asked.vector },
      strength: asked.vectorDefaultSteerStrength,
    });
    const vector = await described(api, id);
    return {
      vector: {
        ...vector,
        ...{ source: vector.layer, label: vector.vectorLabel, values: vector.vector },
        defaultSteerStrength: vector.vectorDefaultSteerStrength,
      },
      url: `${originOf(request.headers)}${VECTORS_URL}/${id}`,
    };
  });
}

/** @throws FeaturescopeError NOT_FOUND for a vector that is of another model or beside another SAE */
async function idOf(api: Api, { modelId, source, index }: z.infer<typeof address>): Promise<string> {
  const { id, model, sae } = await api.vector.get({ id: index.slice(0, 40) });
  if (model === modelId && sae === source) return id;
  throw new FeaturescopeError(
    "NOT_FOUND",
    `The vector ${index.slice(0, 40)} is not one of ${source.slice(0, 60)} in ${modelId.slice(0, 60)}.`,
    `It is one of ${sae} in ${model}.`,
  );
}

/** As their lists and single answers have it; the numbers are as they came, of their full length. */
async function described(api: Api, id: string) {
  const { model, sae, name, hookName, direction, norm, strength } = await api.vector.get({ id });
  return {
    ...{ modelId: model, layer: sae, index: id, vectorLabel: name, hookName },
    vector: direction.map((value) => value * norm),
    vectorDefaultSteerStrength: strength,
  };
}
