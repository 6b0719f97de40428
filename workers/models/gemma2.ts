/**
 * Gemma 2 (Gemma Team 2024): scaled embeddings, norms of 1 + weight before and after attention and MLP, soft caps,
 * every other layer with a window (caps and windows come from the configuration).
 */
import { gatedDecoder } from "./gated-decoder";

export const gemma2 = gatedDecoder({ scaledEmbeddings: true, unitOffset: true, norms: "around" });
