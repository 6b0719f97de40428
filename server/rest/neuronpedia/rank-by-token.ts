import { z } from "zod";
import { tokenStrings } from "@/domain/tokens";
import { restApi } from "../api";
import { answerRest } from "../respond";
import { densityThreshold, oneOrMore, readBody } from "./body";

/** The features of BOS are not read here: with ignoreBos false it is there and has none. */
const body = z.object({
  modelId: z.string(),
  source: z.string(),
  text: oneOrMore,
  numResults: z.number().int().min(1).max(100).default(5),
  ignoreBos: z.boolean().default(true),
  densityThreshold,
});

/** The strongest features at each token of a text, or of several: { modelId, source, text, numResults }. */
export function searchTopKByToken(request: Request): Promise<Response> {
  return answerRest(request, async (headers) => {
    const { modelId, source, text, numResults, ignoreBos, densityThreshold } = await readBody(
      request,
      body,
      '{"modelId": "stories15m", "source": "3-res-4k", "text": "A dragon.", "numResults": 5}',
    );
    const api = restApi(request, headers);
    const read = async (one: string) => {
      const { pieces, strongest } = await api.text.rankByToken({
        address: { model: modelId, sae: source },
        text: one,
        features: numResults,
        ...(densityThreshold > 0 ? { maxDensity: densityThreshold } : {}),
      });
      const tokens = tokenStrings(pieces);
      const results = strongest.map((features, position) => ({
        position,
        token: tokens[position] ?? "",
        topFeatures: features.map(({ feature, value }) => ({
          featureIndex: feature,
          activationValue: value,
        })),
      }));
      return { tokens, results: ignoreBos ? results.slice(1) : results };
    };
    if (typeof text === "string") return read(text);
    const results = [];
    for (const one of text) results.push(await read(one));
    return { results };
  });
}
