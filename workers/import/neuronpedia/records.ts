/**
 * Neuronpedia's bulk layout: {model}/{source}/ with features/, activations/ and explanations/, each batch-*.jsonl[.gz], a
 * record a line. Field names as its exporter writes them (hijohnnylin/neuronpedia, utils/neuronpedia-utils).
 */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { hasCode } from "../../files/file-errors";
import { jsonLines } from "../../files/json-lines";
import { readTextFile } from "../../files/read-text";

const index = z
  .union([z.string().regex(/^\d{1,9}$/, "not a feature number"), z.number().int().nonnegative()])
  .transform(Number);
const numbers = z.array(
  z
    .number()
    .nullable()
    .transform((value) => value ?? 0),
);

export const featureRecord = z.object({
  index,
  maxActApprox: z
    .number()
    .nullish()
    .transform((value) => value ?? 0),
  frac_nonzero: z
    .number()
    .min(0)
    .max(1)
    .nullish()
    .transform((value) => value ?? 0),
  pos_str: z.array(z.string()).default([]),
  pos_values: numbers.default([]),
  neg_str: z.array(z.string()).default([]),
  neg_values: numbers.default([]),
  freq_hist_data_bar_heights: numbers.default([]),
  freq_hist_data_bar_values: numbers.default([]),
});
export type FeatureRecord = z.infer<typeof featureRecord>;

export const activationRecord = z
  .object({
    index,
    tokens: z.array(z.string()).min(1).max(32_000),
    values: z.array(z.number()),
    /** Of samples; the strongest examples have none, or -1. */
    binMin: z.number().nullish(),
    binMax: z.number().nullish(),
  })
  .refine(({ tokens, values }) => tokens.length === values.length, "tokens and values differ in number");
export type ActivationRecord = z.infer<typeof activationRecord>;

/** Files of one kind in their order; none where there is no such folder. */
async function batches(folder: string, kind: string): Promise<string[]> {
  try {
    const names = (await readdir(join(folder, kind))).filter((name) => /^batch-.*\.jsonl(\.gz)?$/.test(name));
    return names
      .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
      .map((name) => join(folder, kind, name));
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return [];
    throw error;
  }
}

/** The objects of all files of a kind, unchecked. */
export async function* rawRecords(folder: string, kind: string): AsyncGenerator {
  for (const file of await batches(folder, kind)) yield* jsonLines(readTextFile(file), file);
}

/** The records of a kind. Throws CORRUPT_FILE that names kind, number and field; NOT_FOUND where there is none. */
export async function* records<S extends z.ZodType>(
  folder: string,
  kind: string,
  schema: S,
): AsyncGenerator<z.infer<S>> {
  let count = 0;
  for await (const value of rawRecords(folder, kind)) {
    count++;
    const parsed = schema.safeParse(value);
    if (!parsed.success)
      throw new FeaturescopeError(
        "CORRUPT_FILE",
        `${join(folder, kind)}, record ${count}: ${z.prettifyError(parsed.error)}`,
        "The folder must be a source of Neuronpedia's exports.",
      );
    yield parsed.data;
  }
  if (count === 0)
    throw new FeaturescopeError(
      "NOT_FOUND",
      `${join(folder, kind)} holds no batch-*.jsonl.`,
      "Give the folder of one source, which holds features/ and activations/.",
    );
}
