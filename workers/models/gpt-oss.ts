/**
 * GPT-OSS (OpenAI 2025): Llama with attention sinks, windows in every other layer, and a mixture of experts in each, whose
 * gates are held within limits.
 */
import { gatedDecoder } from "./gated-decoder";

export const gptOss = gatedDecoder({ sinks: true, clampedExperts: true });
