/**
 * Qwen3 (Yang et al. 2025): Llama with norms on each head's queries and keys, and a head width of its own; also its
 * mixtures of experts, in which a router chooses the MLPs of a token.
 */
import { gatedDecoder } from "./gated-decoder";

export const qwen3 = gatedDecoder({ queryNorms: "heads" });
