import { join } from "node:path";
import { PROJECT_ROOT } from "@/domain/project-root";
import { foldForInference } from "@/workers/sae/fold-for-inference";
import { readSaelens } from "@/workers/sae/formats/saelens";
import type { Sae } from "@/workers/sae/sae";

/** A bundled SAE, ready for inference. */
export async function loadDemoSae(slug: "3-res-4k" | "3-res-1k"): Promise<Sae> {
  const stored = await readSaelens(join(PROJECT_ROOT, "models/stories15m", slug));
  return foldForInference(stored, { inputScale: stored.inputScale });
}
