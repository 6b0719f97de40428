/** StableLM (Bellagente et al. 2024): Llama with LayerNorm and rotation of a part of each head. */
import { gatedDecoder } from "./gated-decoder";

export const stablelm = gatedDecoder({ centredNorms: true });
