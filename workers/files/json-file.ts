import { readFile } from "node:fs/promises";
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { writeFileAtomically } from "./atomic-file";
import { fileError } from "./file-errors";

/** A JSON file checked against a schema; throws NOT_FOUND, or CORRUPT_FILE that names the file and the field. */
export async function readJsonFile<S extends z.ZodType>(path: string, schema: S): Promise<z.infer<S>> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw fileError(error, path);
  }
  const hint = "The file is damaged or of another kind: fetch or write it again.";
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new FeaturescopeError("CORRUPT_FILE", `${path} is not JSON.`, hint, { cause });
  }
  const checked = schema.safeParse(value);
  if (!checked.success)
    throw new FeaturescopeError("CORRUPT_FILE", `${path}: ${z.prettifyError(checked.error)}`, hint);
  return checked.data;
}

/** Atomic; `indent` as in JSON.stringify. */
export function writeJsonFile(path: string, value: unknown, indent?: number): Promise<void> {
  return writeFileAtomically(path, (file) => file.writeFile(`${JSON.stringify(value, null, indent)}\n`));
}
