import type { Engine } from "../../engine/ops";
import type { Sae } from "../sae";
import { calibrateThreshold } from "../training/calibrate";
import { randomControl, withThreshold } from "../training/random-control";

/** Above every activation. */
const NEVER = 3e38;

/**
 * An SAE of as many random directions, with as many of them active as `l0` says: a JumpReLU of its own, whatever is done to
 * the inputs of the SAE that it stands beside.
 * @param stream what the SAE reads at some tokens, [tokens, width], for mean and threshold
 */
export async function calibratedRandomSae(
  engine: Engine,
  { config: { dIn, dSae, hookName } }: Sae,
  stream: Float32Array,
  l0: number,
  seed: number,
): Promise<Sae> {
  const mean = new Float32Array(dIn);
  const tokens = stream.length / dIn;
  for (let i = 0; i < stream.length; i++)
    mean[i % dIn] = (mean[i % dIn] as number) + (stream[i] as number) / tokens;
  const config = { architecture: "jumprelu", dIn, dSae, hookName, subtractDecoderBias: true } as const;
  const random = randomControl({ config, weights: new Map() }, mean, seed);
  return withThreshold(random, l0 > 0 ? await calibrateThreshold(engine, random, stream, l0) : NEVER);
}
