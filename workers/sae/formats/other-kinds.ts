/** Dictionaries that are no SAE of one hook, called by their right names. */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";

const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/cross_?-?coder/i, "a crosscoder, which reads several layers or models at once"],
  [/cross_?-?layer|\bclt\b/i, "a cross-layer transcoder, which writes into several layers"],
  [/temporal/i, "a temporal SAE, whose features depend on earlier tokens"],
];
const HINT =
  "Dashboards are of SAEs and transcoders that read one hook. Give one of these, or the part that reads a single layer.";

/** The error for a kind that is known by a word of its configuration, or null. @param words architecture, class or type */
export function otherKind(file: string, words: string): FeaturescopeError | null {
  const found = OTHERS.find(([pattern]) => pattern.test(words));
  return found ? new FeaturescopeError("UNSUPPORTED", `${file}: it is ${found[1]}.`, HINT) : null;
}

/** The error for an encoder or decoder with an axis too many, which is that of layers or models. */
export const crosscoder = (file: string, name: string, shape: readonly number[]): FeaturescopeError =>
  new FeaturescopeError(
    "UNSUPPORTED",
    `${file}: ${name} is [${shape.join(", ")}], with an axis of layers or models: it is a crosscoder or a cross-layer transcoder.`,
    HINT,
  );

/** Of a configuration; others are not looked into. */
const LARGEST = 1 << 20;
const described = z
  .object({
    model_type: z.string(),
    architecture: z.string(),
    architectures: z.array(z.string()),
    type: z.string(),
    class: z.string(),
    dict_class: z.string(),
  })
  .partial();

/**
 * The error for a folder of which a configuration says what it holds instead of an SAE, or null.
 * @param names of the files in the folder
 */
export async function otherFolder(
  folder: string,
  names: readonly string[],
): Promise<FeaturescopeError | null> {
  for (const name of ["cfg.json", "config.json"]) {
    const file = join(folder, name);
    if (!names.includes(name) || (await stat(file)).size > LARGEST) continue;
    const json = described.safeParse(parsed(await readFile(file, "utf8")));
    if (!json.success) continue;
    const other = otherKind(file, Object.values(json.data).flat().join(" "));
    if (other) return other;
    const { model_type: model } = json.data;
    if (model !== undefined)
      return new FeaturescopeError(
        "UNSUPPORTED",
        `${folder} holds no SAE but a model of the type "${model}".`,
        "Give the folder of the SAE.",
      );
  }
  return null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
