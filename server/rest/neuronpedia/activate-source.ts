import { z } from "zod";
import { TOP_FEATURES } from "@/domain/text-activations";
import { tokenStrings } from "@/domain/tokens";
import { restApi } from "../api";
import { answerRest } from "../respond";
import { oneOrMore, readBody } from "./body";

const body = z.object({ modelId: z.string(), source: z.string(), customText: oneOrMore });

/** All features of an SAE that one text or several turn on: { modelId, source, customText }. */
export function activateSource(request: Request): Promise<Response> {
  return answerRest(request, async (headers) => {
    const { modelId, source, customText } = await readBody(
      request,
      body,
      '{"modelId": "stories15m", "source": "3-res-4k", "customText": "A dragon."}',
    );
    const api = restApi(request, headers);
    const results = [];
    for (const text of [customText].flat()) {
      const { pieces, strongest } = await api.text.rankByToken({
        address: { model: modelId, sae: source },
        ...{ text, features: TOP_FEATURES },
      });
      const active = new Map<number, [position: number, value: number][]>();
      strongest.forEach((entries, position) => {
        for (const { feature, value } of entries)
          active.set(feature, [...(active.get(feature) ?? []), [position, value]]);
      });
      results.push({ tokens: tokenStrings(pieces), activeFeatures: Object.fromEntries(active) });
    }
    return { results };
  });
}
