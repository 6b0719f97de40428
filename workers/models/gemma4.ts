/**
 * Gemma 4 (Gemma Team 2026), the text part of its dense models: Gemma 3 with plain norms, of values too, wider heads in
 * layers without a window, inputs of every layer, and last layers that read the keys and values of earlier ones.
 */
import { gatedDecoder } from "./gated-decoder";

export const gemma4 = gatedDecoder({
  scaledEmbeddings: true,
  norms: "around",
  queryNorms: "heads",
  valueNorms: true,
  scaledLayers: true,
});
