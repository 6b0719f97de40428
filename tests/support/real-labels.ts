import { createReadStream, existsSync } from "node:fs";
import { join } from "node:path";
import { jsonObjects } from "@/workers/files/json-objects";
import { PROJECT_ROOT } from "@/domain/project-root";

/**
 * 17,008 labels of gemma-2-2b 20-gemmascope-res-16k (a Neuronpedia export, Apache-2.0), which do not come with the
 * program. Looked for in $FEATURESCOPE_TRY_DATA, or beside the checkout; null where they are not.
 */
export const REAL_LABELS = find("gemma-2-2b_20-gemmascope-res-16k.explanations.json");
export const REAL_SAE = { model: "gemma-2-2b", sae: "20-gemmascope-res-16k", features: 16_384 };

export function readRealLabels(file: string): AsyncGenerator {
  return jsonObjects(createReadStream(file, "utf8"), file);
}

function find(name: string): string | null {
  const file = join(process.env.FEATURESCOPE_TRY_DATA ?? join(PROJECT_ROOT, "../shared/data"), name);
  return existsSync(file) ? file : null;
}
