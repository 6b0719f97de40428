import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { restApi } from "../api";
import { answerRest } from "../respond";
import { readBody } from "./body";

const body = z.object({ id: z.string().min(1), layers: z.number().int().positive() });

/** Models come with their weights: { id, layers } is refused, with how to add one. */
export function makeModel(request: Request): Promise<Response> {
  return answerRest(request, async (headers) => {
    const { id } = await readBody(request, body, '{"id": "gpt2-small", "layers": 12}');
    const models = await restApi(request, headers).catalogue.list();
    if (models.some((model) => model.id === id))
      throw new FeaturescopeError(
        "CONFLICT",
        `There is a model “${id}” already.`,
        "Use it, or give another id.",
      );
    throw new FeaturescopeError(
      "UNSUPPORTED",
      "A model is not made without its weights here: features are computed from them.",
      "Add it with featurescope add <folder, GGUF file or owner/name on the hub>, or by the form at /admin/import.",
    );
  });
}

/** Features are computed here, and whole exports read: uploads by the piece are refused, with how to bring an export. */
export function uploadFeatures(request: Request): Promise<Response> {
  return answerRest(request, async (headers) => {
    await restApi(request, headers).catalogue.list(); // counts, and knows the key
    throw new FeaturescopeError(
      "UNSUPPORTED",
      "Features are not uploaded by the piece here.",
      "Bring a whole export in Neuronpedia's layout with featurescope import-neuronpedia <folder> --sae <model>/<sae>.",
    );
  });
}
