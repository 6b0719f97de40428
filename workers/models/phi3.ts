/** Phi-3 and Phi-4 (Abdin et al. 2024): Llama with one matrix for q, k and v and one for gate and up. */
import { gatedDecoder } from "./gated-decoder";

export const phi3 = gatedDecoder({ fused: true });
