import { z } from "zod";
import { tokenStrings } from "@/domain/tokens";
import { restApi } from "../api";
import { answerRest } from "../respond";
import { densityThreshold, readBody } from "./body";

const body = z.object({
  modelId: z.string(),
  sourceSet: z.string().nullish(),
  text: z.string(),
  selectedLayers: z.array(z.string()).default([]),
  sortIndexes: z.array(z.number().int().min(0)).default([]),
  ignoreBos: z.boolean().default(true),
  densityThreshold,
  numResults: z.number().int().min(1).max(100).default(50),
});

/** The strongest features of several SAEs in a text; the features of BOS are not read here. */
export function searchAll(request: Request): Promise<Response> {
  return answerRest(request, async (headers) => {
    const asked = await readBody(
      request,
      body,
      '{"modelId": "stories15m", "sourceSet": "res-4k", "text": "A dragon.", "selectedLayers": [], "sortIndexes": []}',
    );
    const { pieces, features, unread } = await restApi(request, headers).text.rankOverall({
      model: asked.modelId,
      text: asked.text,
      saes: asked.selectedLayers,
      set: asked.sourceSet || null,
      tokens: asked.sortIndexes,
      count: asked.numResults,
      ...(asked.densityThreshold > 0 ? { maxDensity: asked.densityThreshold } : {}),
    });
    return {
      tokens: tokenStrings(pieces),
      result: features.map(({ sae, feature, values, max, peak, label, density, maxOverCorpus }) => {
        const address = { modelId: asked.modelId, layer: sae, index: String(feature) };
        return {
          ...address,
          ...{ values, maxValue: max, maxValueIndex: peak },
          neuron: {
            ...address,
            maxActApprox: maxOverCorpus,
            frac_nonzero: density,
            explanations: label === "" ? [] : [{ description: label }],
          },
        };
      }),
      sortIndexes: asked.sortIndexes,
      // with very many SAEs there may be too little time for the last of them
      ...(unread.length > 0 ? { unread } : {}),
    };
  });
}
