import { join, resolve } from "node:path";
import { PROJECT_ROOT } from "@/domain/project-root";

/** Where everything lives that is fetched or computed; a relative FEATURESCOPE_DATA counts from the checkout. */
export function dataFolder(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  return resolve(PROJECT_ROOT, environment.FEATURESCOPE_DATA || ".featurescope");
}

/** Weights by the hash of the file that they were made from. */
export const modelFolder = (data: string, sha256: string) => join(data, "models", sha256);

/** Large weights as engines read them (kept-weights.ts). */
export const keptWeightsFolder = (data: string) => join(data, "weights");

/** When files of folders that people have named were hashed (open-language-model.ts). */
export const checkedFolder = (data: string) => join(data, "checked");

/** Archives on their way, and folders that are being prepared: nothing here is complete. */
export const downloadsFolder = (data: string) => join(data, "downloads");
