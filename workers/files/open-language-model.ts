import { createHash } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import type { WeightsSource } from "@/domain/models";
import { checkedFolder } from "./data-folder";
import { isGgufFile } from "./gguf/model";
import { readJsonFile, writeJsonFile } from "./json-file";
import { stampOf } from "./kept-weights";
import {
  ensureLanguageModel,
  hashLanguageModel,
  loadLanguageModel,
  loadModelConfig,
  type LanguageModel,
} from "./language-model";
import { listWeightFiles } from "./model-weights";

/**
 * A registered model, fetched first where it is not there, with the weights that it was registered with. Throws what
 * `ensureLanguageModel` and `loadLanguageModel` throw; HASH_MISMATCH for a folder of somebody's own whose weights are others now.
 * @param sha256 of the weights, as registered
 */
export async function openLanguageModel(
  source: WeightsSource,
  sha256: string,
  dataFolder: string,
): Promise<LanguageModel> {
  const place = await ensureLanguageModel(source, { dataFolder });
  // what was fetched has been checked, and would be fetched again
  if (source.kind === "directory" || source.kind === "bundled")
    await requireUnchanged(place, sha256, dataFolder);
  return loadLanguageModel(place, dataFolder);
}

const known = z.object({
  sha256: z.string(),
  files: z.array(z.tuple([z.string(), z.number(), z.number()])),
});

/** Hashes the weights only where size or time of one of the files is another than when they were hashed last. */
async function requireUnchanged(place: string, sha256: string, dataFolder: string): Promise<void> {
  const config = await loadModelConfig(place);
  const files = isGgufFile(place) ? [place] : await listWeightFiles(place, config);
  const stamps = await Promise.all(files.map(stampOf));
  const record = join(checkedFolder(dataFolder), `${createHash("sha256").update(place).digest("hex")}.json`);
  const before = await readJsonFile(record, known).catch((error: unknown) => {
    if (error instanceof FeaturescopeError && ["NOT_FOUND", "CORRUPT_FILE"].includes(error.code)) return null;
    throw error;
  });
  if (before?.sha256 === sha256 && JSON.stringify(before.files) === JSON.stringify(stamps)) return;
  const found = await hashLanguageModel(place, config);
  if (found === sha256) return writeJsonFile(record, { sha256, files: stamps });
  const as = new Set(before?.files.map((stamp) => JSON.stringify(stamp)));
  const changed = stamps.filter((stamp) => !as.has(JSON.stringify(stamp))).map(([path]) => path);
  throw new FeaturescopeError(
    "HASH_MISMATCH",
    `${(changed.length > 0 ? changed : files).join(", ")}: the weights have sha256 ${found}, but the model was registered with ${sha256}.`,
    "Restore the file, or register what is there now as another model.",
  );
}
