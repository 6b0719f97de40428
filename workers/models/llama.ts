/** Llama (Touvron et al. 2023) and what is built like it: Llama 2 and 3, Mistral, SmolLM to SmolLM3, llama2.c checkpoints. */
import { gatedDecoder } from "./gated-decoder";

export const llama = gatedDecoder({});
