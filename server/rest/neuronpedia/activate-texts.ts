import { z } from "zod";
import { tokenStrings } from "@/domain/tokens";
import { restApi } from "../api";
import { answerRest } from "../respond";
import { indexText, oneOrMore, readBody } from "./body";

const body = z.object({
  feature: z.object({ modelId: z.string(), layer: z.string(), index: indexText }),
  customText: oneOrMore,
});

/** One feature at every token of a text, or of several: { feature: { modelId, layer, index }, customText }. */
export function activateTexts(request: Request): Promise<Response> {
  return answerRest(request, async (headers) => {
    const { feature, customText } = await readBody(
      request,
      body,
      '{"feature": {"modelId": "stories15m", "layer": "3-res-4k", "index": "7"}, "customText": "A dragon."}',
    );
    const api = restApi(request, headers);
    const address = { model: feature.modelId, sae: feature.layer, index: feature.index };
    const read = async (text: string) => {
      const { pieces, positions, values, peak, value } = await api.text.activateFeature({ address, text });
      const dense = pieces.map(() => 0);
      positions.forEach((position, i) => (dense[position] = values[i] ?? 0));
      return {
        ...feature,
        tokens: tokenStrings(pieces),
        values: dense,
        maxValue: value,
        maxValueTokenIndex: Math.max(0, peak),
        minValue: Math.min(...dense),
      };
    };
    if (typeof customText === "string") return read(customText);
    const answers = [];
    for (const text of customText) answers.push(await read(text));
    return answers;
  });
}
