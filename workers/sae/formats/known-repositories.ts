import type { SaeConfig } from "@/domain/models";

/**
 * What published SAEs expect and their files do not say, or say otherwise.
 * Source: sae-lens 6.54, pretrained_saes.yaml (config_overrides).
 */
export const KNOWN_REPOSITORIES: Readonly<Record<string, Pick<SaeConfig, "centred" | "inputNormalisation">>> =
  {
    "jbloom/GPT2-Small-SAEs-Reformatted": { centred: true },
    "jbloom/GPT2-Small-Feature-Splitting-Experiment-Layer-8": { centred: true },
    "tommmcgrath/gpt2-small-mlp-out-saes": { centred: true },
    "JoshEngels/Mistral-7B-Residual-Stream-SAEs": { inputNormalisation: "constant-norm" },
  };
