import { readFile, stat } from "node:fs/promises";
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { writeFileAtomically } from "./atomic-file";
import { fileError } from "./file-errors";

/** Four times the largest tokenizer.json, Gemma's. */
const LARGEST = 128 << 20;
const HINT = "The file is damaged or of another kind: fetch or write it again.";

/** A JSON file checked against a schema; throws NOT_FOUND, TOO_LARGE, or CORRUPT_FILE that names file and field. */
export async function readJsonFile<S extends z.ZodType>(path: string, schema: S): Promise<z.infer<S>> {
  let text: string;
  try {
    const { size } = await stat(path);
    if (size > LARGEST)
      throw new FeaturescopeError(
        "TOO_LARGE",
        `${path} has ${size} bytes; of a JSON file at most ${LARGEST} are read.`,
        HINT,
      );
    text = await readFile(path, "utf8");
  } catch (error) {
    throw fileError(error, path);
  }
  return parseJson(text, path, schema);
}

/** JSON text checked against a schema; throws CORRUPT_FILE that names the file and the field. */
export function parseJson<S extends z.ZodType>(text: string, path: string, schema: S): z.infer<S> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new FeaturescopeError("CORRUPT_FILE", `${path} is not JSON.`, HINT, { cause });
  }
  const checked = schema.safeParse(value);
  if (!checked.success)
    throw new FeaturescopeError("CORRUPT_FILE", `${path}: ${z.prettifyError(checked.error)}`, HINT);
  return checked.data;
}

/** Atomic; `indent` as in JSON.stringify. */
export function writeJsonFile(path: string, value: unknown, indent?: number): Promise<void> {
  return writeFileAtomically(path, (file) => file.writeFile(`${JSON.stringify(value, null, indent)}\n`));
}
