import { FeaturescopeError } from "@/domain/errors";
import { saeOutput, type SaeConfig } from "@/domain/models";
import { crosscoder } from "./formats/other-kinds";
import type { Sae } from "./sae";

/** Names and shapes of the weights, all float32, that an SAE of this configuration has in its file. */
export function saeWeightShapes(config: SaeConfig): Map<string, number[]> {
  const { architecture, dIn, dSae } = config;
  const { width } = saeOutput(config);
  const shapes = new Map([
    ["W_enc", [dIn, dSae]],
    ["W_dec", [dSae, width]],
    ["b_dec", [width]],
  ]);
  if (architecture === "gated") for (const name of ["b_gate", "b_mag", "r_mag"]) shapes.set(name, [dSae]);
  else shapes.set("b_enc", [dSae]);
  if (architecture === "jumprelu" || architecture === "batchtopk") shapes.set("threshold", [dSae]);
  if (config.skip) shapes.set("W_skip", [width, dIn]);
  return shapes;
}

/** Throws CORRUPT_FILE for a missing or ill-shaped weight, UNSUPPORTED for one too many; each is named. */
export function checkSae({ config, weights }: Sae, file: string): void {
  const shapes = saeWeightShapes(config);
  for (const [name, shape] of shapes) {
    const found = weights.get(name);
    if (found?.dtype === "float32" && found.shape.join() === shape.join()) continue;
    if (found && shape.length === 2 && found.shape.length === 3) throw crosscoder(file, name, found.shape);
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
