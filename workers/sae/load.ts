import { join } from "node:path";
import { FeaturescopeError } from "@/domain/errors";
import type { WeightsSource } from "@/domain/models";
import { hashFile } from "../files/hashes";
import { bundledFolder } from "../files/sources/directory";
import { foldForInference } from "./fold-for-inference";
import { readSaelens } from "./formats/saelens";
import type { Sae } from "./sae";

/** Reads an SAE ready for inference; throws HASH_MISMATCH when the weights are not those that were registered. */
export async function loadSae(source: WeightsSource, sha256: string): Promise<Sae> {
  const folder = saeFolder(source);
  const file = join(folder, "sae_weights.safetensors");
  const found = await hashFile(file, "sha256", "hex");
  if (found !== sha256) {
    throw new FeaturescopeError(
      "HASH_MISMATCH",
      `${file} has sha256 ${found}, but the SAE was registered with ${sha256}.`,
      "Restore the file, or register the SAE again.",
    );
  }
  const sae = await readSaelens(folder);
  return foldForInference(sae, { inputScale: sae.inputScale });
}

function saeFolder(source: WeightsSource): string {
  switch (source.kind) {
    case "bundled":
      return bundledFolder(source.folder);
    case "directory":
      return source.path;
    case "npm":
      throw new FeaturescopeError(
        "UNSUPPORTED",
        "SAEs cannot be fetched from npm packages.",
        "Use a folder.",
      );
  }
}
