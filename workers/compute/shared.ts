import { dataFolder } from "../files/data-folder";
import { engineChoice } from "../engine/engine-choice";
import type { Compute } from "./api";
import { startCompute } from "./client";

let compute: Compute | undefined;

/** This process's compute thread, started by the first call. */
export function getCompute(): Compute {
  compute ??= startCompute({
    engine: engineChoice(process.env.FEATURESCOPE_ENGINE),
    dataFolder: dataFolder(),
  });
  return compute;
}

/** Ends the compute thread if there is one; calls under way fail. */
export async function closeCompute(): Promise<void> {
  await compute?.close();
  compute = undefined;
}
