import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { readJsonFile } from "../files/json-file";

/**
 * What `train` and `controls` write beside an SAE: how it was made, figures of its controls and, as `stability`, each
 * feature's cosine to its nearest in an SAE of another seed. Null where there is no manifest; CORRUPT_FILE where a file is
 * not what it should be.
 */
export async function readTraining(
  folder: string,
  features: number,
): Promise<Record<string, unknown> | null> {
  const files = await readdir(folder);
  if (!files.includes("manifest.json")) return null;
  const manifest = await readJsonFile(join(folder, "manifest.json"), z.record(z.string(), z.unknown()));
  if (!files.includes("stability.json")) return manifest;
  const cosines = z.array(z.number().min(-1.001).max(1.001)).length(features);
  return { ...manifest, stability: await readJsonFile(join(folder, "stability.json"), cosines) };
}
