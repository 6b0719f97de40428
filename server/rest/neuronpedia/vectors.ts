import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { requireRole } from "../../platform/access/rules";
import { viewerOf } from "../../platform/auth/viewer-of";
import { answerRest } from "../respond";
import { readBody } from "./body";

/** Steering vectors of people's own, which Neuronpedia keeps. Here texts are steered along the features of SAEs alone. */

const address = z.object({ modelId: z.string(), source: z.string(), index: z.string() });

/** The account's vectors: POST without a body. It has none. */
export function listOwnVectors(request: Request): Promise<Response> {
  return answerRest(request, async () => {
    requireRole("reader", await viewerOf(request.headers));
    return { vectors: [] };
  });
}

/** { modelId, source, index }, to read one or to delete it. */
export function findOwnVector(request: Request): Promise<Response> {
  return answerRest(request, async () => {
    const { modelId, source, index } = await readBody(
      request,
      address,
      '{"modelId": "stories15m", "source": "3-res-4k", "index": "7"}',
    );
    const name = [modelId, source, index].join("/").slice(0, 100);
    throw new FeaturescopeError(
      "NOT_FOUND",
      `There is no vector ${name} here.`,
      "Vectors of your own are not kept here; features of SAEs are read at /api/feature.",
    );
  });
}

/** Refused, with what can be steered along. */
export function makeOwnVector(request: Request): Promise<Response> {
  return answerRest(request, async () => {
    requireRole("reader", await viewerOf(request.headers));
    throw new FeaturescopeError(
      "UNSUPPORTED",
      "Vectors of your own are not kept here: texts are steered along the features of SAEs.",
      "Add an SAE that has the vector as a row of its decoder, and steer along that feature.",
    );
  });
}
