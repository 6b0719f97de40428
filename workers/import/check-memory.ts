import { totalmem } from "node:os";
import { FeaturescopeError } from "@/domain/errors";
import type { LanguageModelConfig, SaeConfig } from "@/domain/models";
import { tokensAtOnce } from "../models/batches";
import { familyOf } from "../models/families";
import { saeWeightShapes } from "../sae/sae-weights";

/** The host's copy, the graph that is handed to the engine, and the engine's own. */
const COPIES = 3;
const BYTES = 4;
/** A protobuf message, which a graph with its weights is, ends there. */
const LARGEST_GRAPH = 2 ** 31;

const sizeOf = (shapes: Iterable<readonly number[]>) => {
  let elements = 0;
  for (const shape of shapes) elements += shape.reduce((product, size) => product * size, 1);
  return elements * BYTES;
};

const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

/** Bytes that a worker needs to collect an SAE's activations. */
export function neededMemory(
  model: LanguageModelConfig,
  sae: SaeConfig | null,
): { weights: number; all: number } {
  const weights =
    sizeOf(familyOf(model).weightShapes(model).values()) + (sae ? sizeOf(saeWeightShapes(sae).values()) : 0);
  // a batch in which every feature has a value, and what the engine holds besides
  const batch = sae ? 2 * tokensAtOnce(sae.dSae) * sae.dSae * BYTES : 0;
  return { weights, all: COPIES * weights + batch };
}

/** Throws TOO_LARGE, with the number needed and the number there, before anything is loaded. */
export function checkMemory(
  model: LanguageModelConfig,
  sae: SaeConfig | null,
  // a container's limit where there is one; it may be a number beyond the machine where there is none
  there = Math.min(process.constrainedMemory() || Infinity, totalmem()),
): void {
  const { weights, all } = neededMemory(model, sae);
  if (all > there)
    throw new FeaturescopeError(
      "TOO_LARGE",
      `A worker needs about ${gibibytes(all)} for this model${sae ? " and SAE" : ""}; this machine has ${gibibytes(there)}.`,
      "Use a machine with more memory, or a smaller model or SAE.",
    );
  if (weights > LARGEST_GRAPH)
    throw new FeaturescopeError(
      "TOO_LARGE",
      `The weights take ${gibibytes(weights)} in 32 bits; a graph of ONNX Runtime holds ${gibibytes(LARGEST_GRAPH)}.`,
      "Use a smaller model or SAE.",
    );
}
