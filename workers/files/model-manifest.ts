import { join } from "node:path";
import { z } from "zod";
import { weightsSource } from "@/domain/models";
import { PROJECT_ROOT } from "@/domain/project-root";
import { readJsonFile } from "./json-file";

/** models/<id>/manifest.json: what a language model is and where its weights come from. */
const languageModelManifest = z.object({
  /** The name in URLs. */
  id: z.string(),
  title: z.string(),
  family: z.enum(["llama"]),
  about: z.string(),
  /** Where it was published first. */
  origin: z.string(),
  licence: z.string(),
  /** The published checkpoint itself; the source's file may hold more. */
  checkpoint: z.object({ bytes: z.number().int(), sha256: z.string() }),
  source: weightsSource,
  /** The SAE that is read and shown before the others; the widest where left out. */
  firstSae: z.string().optional(),
});
export type LanguageModelManifest = z.infer<typeof languageModelManifest>;

/** Throws NOT_FOUND when no model of this name comes with the program. */
export function readLanguageModelManifest(id: string): Promise<LanguageModelManifest> {
  return readJsonFile(join(PROJECT_ROOT, "models", id, "manifest.json"), languageModelManifest);
}
