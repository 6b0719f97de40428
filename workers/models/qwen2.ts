/** Qwen2 and Qwen2.5 (Yang et al. 2024): Llama with biases on queries, keys and values. */
import { gatedDecoder } from "./gated-decoder";

export const qwen2 = gatedDecoder({ qkvBias: true });
