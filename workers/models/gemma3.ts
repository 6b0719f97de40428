/** Gemma 3 (Gemma Team 2025), its text part: Gemma 2 with norms on queries and keys in place of the soft caps. */
import { gatedDecoder } from "./gated-decoder";

export const gemma3 = gatedDecoder({
  scaledEmbeddings: true,
  unitOffset: true,
  norms: "around",
  queryNorms: "heads",
});
