/** Gemma (Gemma Team 2024): Llama with scaled embeddings, norms of 1 + weight and a head width of its own. */
import { gatedDecoder } from "./gated-decoder";

export const gemma = gatedDecoder({ scaledEmbeddings: true, unitOffset: true });
