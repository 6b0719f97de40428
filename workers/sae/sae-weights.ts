import { FeaturescopeError } from "@/domain/errors";
import type { SaeConfig } from "@/domain/models";
import type { Sae } from "./sae";

/** Names and shapes of the weights, all float32, that an SAE of this configuration has. */
export function saeWeightShapes({ architecture, dIn, dSae }: SaeConfig): Map<string, number[]> {
  const shapes = new Map([
    ["W_enc", [dIn, dSae]],
    ["W_dec", [dSae, dIn]],
    ["b_enc", [dSae]],
    ["b_dec", [dIn]],
  ]);
  if (architecture === "jumprelu" || architecture === "batchtopk") shapes.set("threshold", [dSae]);
  return shapes;
}

/** Throws CORRUPT_FILE for a missing or ill-shaped weight, UNSUPPORTED for one too many; each is named. */
export function checkSae({ config, weights }: Sae, file: string): void {
  const shapes = saeWeightShapes(config);
  for (const [name, shape] of shapes) {
    const found = weights.get(name);
    if (found?.dtype === "float32" && found.shape.join() === shape.join()) continue;
    throw new FeaturescopeError(
      "CORRUPT_FILE",
      `${file}: ${name} ${found ? `is ${found.dtype} [${found.shape.join(", ")}]` : "is missing"}; ` +
        `${config.architecture} with d_in ${config.dIn} and d_sae ${config.dSae} asks for [${shape.join(", ")}].`,
      "Weights and configuration must be of the same SAE: fetch both again.",
    );
  }
  for (const name of weights.keys())
    if (!shapes.has(name))
      throw new FeaturescopeError(
        "UNSUPPORTED",
        `${file}: an SAE of architecture ${config.architecture} has no weight "${name}".`,
        "It is of a kind that is not supported yet.",
      );
}
