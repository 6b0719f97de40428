import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { ITEM_NOTE_LIMIT } from "@/domain/lists";
import { featureUrl } from "@/domain/urls";
import { requireRole } from "../../platform/access/rules";
import { viewerOf } from "../../platform/auth/viewer-of";
import { restApi } from "../api";
import { answerRest } from "../respond";
import { indexText, readBody } from "./body";

/** Lists, in the shape in which Neuronpedia's clients make and read them. */

const newBody = z.object({ name: z.string(), description: z.string().nullish() });
const getBody = z.object({ listId: z.string() });
const addBody = getBody.extend({
  featuresToAdd: z
    .array(
      z.object({
        modelId: z.string(),
        layer: z.string(),
        index: indexText,
        description: z.string().nullish(),
      }),
    )
    .min(1),
});

type Api = ReturnType<typeof restApi>;

/** The key's own lists: POST without a body. */
export function listOwn(request: Request): Promise<Response> {
  return answerRest(request, async (headers) => {
    const api = restApi(request, headers);
    const { name } = requireRole("reader", await viewerOf(request.headers));
    return (await api.list.of({ name })).map(({ id, title, note, items, updatedAt }) => ({
      ...{ id, name: title, description: note, features: items, updatedAt },
    }));
  });
}

/** Begins a list that whoever has its address may read: { name, description }. */
export function makeList(request: Request): Promise<Response> {
  return answerRest(request, async (headers) => {
    const { name, description } = await readBody(request, newBody, '{"name": "dragons", "description": ""}');
    const api = restApi(request, headers);
    const { id } = await api.list.create({ title: name, note: description ?? "", visibility: "unlisted" });
    return described(api, id);
  });
}

/** A list with its features: { listId }. */
export function readList(request: Request): Promise<Response> {
  return answerRest(request, async (headers) => {
    const { listId } = await readBody(request, getBody, '{"listId": "..."}');
    return described(restApi(request, headers), listId);
  });
}

/** Puts features at the end of a list, all or none: { listId, featuresToAdd }. Those that it has stay where they are. */
export function addToList(request: Request): Promise<Response> {
  return answerRest(request, async (headers) => {
    const { listId, featuresToAdd } = await readBody(
      request,
      addBody,
      '{"listId": "...", "featuresToAdd": [{"modelId": "stories15m", "layer": "3-res-4k", "index": "7"}]}',
    );
    const api = restApi(request, headers);
    const { version, features } = await api.list.get({ id: listId });
    const known = new Set(features.map((feature) => featureUrl(feature)));
    const added = featuresToAdd.filter(({ modelId, layer, index }) => {
      const url = featureUrl({ model: modelId, sae: layer, index: Number(index) });
      return !known.has(url) && known.add(url);
    });
    for (const { description } of added)
      if ((description ?? "").length > ITEM_NOTE_LIMIT)
        throw new FeaturescopeError(
          "BAD_INPUT",
          `A description has more than ${ITEM_NOTE_LIMIT} characters.`,
          "Shorten it.",
        );
    await api.list.arrange({
      id: listId,
      version,
      items: [
        ...features.map(({ model, sae, index, note }) => ({ model, sae, index: String(index), note })),
        ...added.map(({ modelId, layer, index, description }) => ({
          ...{ model: modelId, sae: layer, index },
          note: description ?? "",
        })),
      ],
    });
    return added.map(({ modelId, layer, index, description }) => ({
      ...{ listId, modelId, layer, index, description: description ?? "" },
    }));
  });
}

async function described(api: Api, id: string) {
  const { title, note, features, owner, updatedAt } = await api.list.get({ id });
  return {
    ...{ id, name: title, description: note, user: { name: owner }, updatedAt },
    neurons: features.map(({ model, sae, index, label, note, max, density }) => ({
      ...{ modelId: model, layer: sae, index: String(index), maxActApprox: max, frac_nonzero: density },
      ...{ description: note, explanations: label === null ? [] : [{ description: label }] },
    })),
  };
}
