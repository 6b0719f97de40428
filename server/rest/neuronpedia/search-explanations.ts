import { z } from "zod";
import { restApi } from "../api";
import { answerRest } from "../respond";
import { neuronpediaExplanation } from "./explanation";
import { readBody } from "./body";

const body = z.object({
  query: z.string(),
  modelId: z.string().optional(),
  layers: z.array(z.string()).optional(),
});

/** Answers Neuronpedia's requests for explanations by words, from the search of this program. */
export function searchExplanations(request: Request): Promise<Response> {
  return answerRest(request, async (headers) => {
    const { query, modelId, layers } = await readBody(request, body, '{"query": "dragons"}');
    const { results, after } = await restApi(request, headers).label.search({
      query,
      ...(modelId ? { model: modelId } : {}),
      ...(layers?.length ? { saes: layers } : {}),
    });
    return {
      request: { query, modelId: modelId ?? null, layers: layers ?? null },
      results: results.map(({ label, ...address }) => neuronpediaExplanation(address, label)),
      resultsCount: results.length,
      hasMore: after !== null,
    };
  });
}
