import { totalmem } from "node:os";
import { FeaturescopeError } from "@/domain/errors";
import type { LanguageModelConfig, SaeConfig } from "@/domain/models";
import { weightBytes } from "../engine/weight-bytes";
import { LARGE_WEIGHTS } from "../files/kept-weights";
import { tokensAtOnce } from "../models/batches";
import { familyOf } from "../models/families";
import { saeWeightShapes } from "../sae/sae-weights";

const BYTES = 4;

const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

/**
 * Bytes that a worker needs to collect an SAE's activations. Large weights stay on the disk and are in memory once, as the
 * engine arranges them; small ones twice, here and there. An SAE is there twice while it is folded.
 */
export function neededMemory(model: LanguageModelConfig, sae: SaeConfig | null): number {
  const weights = weightBytes(familyOf(model).weightShapes(model).values());
  const ofModel = weights < LARGE_WEIGHTS ? 2 * weights : weights;
  if (!sae) return ofModel;
  // a batch in which every feature has a value, and what the engine holds besides
  const batch = 2 * tokensAtOnce(sae.dSae) * sae.dSae * BYTES;
  return ofModel + 2 * weightBytes(saeWeightShapes(sae).values()) + batch;
}

/** Throws TOO_LARGE, with the number needed and the number there, before anything is loaded. */
export function checkMemory(
  model: LanguageModelConfig,
  sae: SaeConfig | null,
  // a container's limit where there is one; it may be a number beyond the machine where there is none
  there = Math.min(process.constrainedMemory() || Infinity, totalmem()),
): void {
  const needed = neededMemory(model, sae);
  if (needed > there)
    throw new FeaturescopeError(
      "TOO_LARGE",
      `A worker needs about ${gibibytes(needed)} for this model${sae ? " and SAE" : ""}; this machine has ${gibibytes(there)}.`,
      "Use a machine with more memory, or a smaller model or SAE.",
    );
}
