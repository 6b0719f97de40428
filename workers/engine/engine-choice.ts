import { FeaturescopeError } from "@/domain/errors";

export const ENGINE_CHOICES = ["auto", "onnx", "onnx-cuda", "onnx-webgpu", "tfjs"] as const;
export type EngineChoice = (typeof ENGINE_CHOICES)[number];

/** Reads --engine or FEATURESCOPE_ENGINE; nothing means auto. Throws BAD_INPUT. */
export function engineChoice(value: string | undefined): EngineChoice {
  const choice = ENGINE_CHOICES.find((known) => known === (value || "auto"));
  if (choice) return choice;
  throw new FeaturescopeError(
    "BAD_INPUT",
    `There is no engine "${value}".`,
    `Choose ${ENGINE_CHOICES.join(", ")}.`,
  );
}
