import { z } from "zod";

const name = z.string().trim().min(1).max(120);
const place = z.string().trim().min(1).max(1000);

/** How the text of a corpus is written; "latin1" is Windows-1252, which holds it. */
export const textEncoding = z.enum(["utf-8", "utf-16le", "utf-16be", "latin1"]);
export type TextEncoding = z.infer<typeof textEncoding>;

/** What is wanted of an import: a model, and with SAE and corpus the SAE's dashboards. */
export const importRequest = z.object({
  /** The name of a registered model, a folder or GGUF file of the worker, or owner/name[/file.gguf][@revision] on the hub. */
  model: place,
  /** A folder, or owner/name/folder[@revision] on the hub. */
  sae: place.optional(),
  /**
   * Plain text, .jsonl, .json, .csv, .tsv (all of these packed with gzip or zstd, too), .parquet or tokens (.u16): a file of
   * the worker, or hf:datasets/owner/name/file[@revision] on the hub.
   * Of a registered model also the name of one of its corpora, which may be left out where it has one.
   */
  corpus: place.optional(),
  name: name.optional(),
  saeName: name.optional(),
  corpusName: name.optional(),
  /** Where the SAE reads, when its files do not say. */
  hook: name.optional(),
  /** By what the SAE's inputs are multiplied, when its files want one factor (expected_average_only_in) and do not say which. */
  inputScale: z.number().positive().max(1e9).optional(),
  /** What holds the text, the messages or the token ids of a row; the first of the usual names when left out. */
  column: name.optional(),
  /** By the file's byte-order mark, or else UTF-8, when left out. */
  encoding: textEncoding.optional(),
  /** Tokens of the corpus that are read. */
  tokens: z.number().int().min(1).max(1_000_000_000).default(1_000_000),
  /** Tokens of a passage; as the SAE was trained when left out. */
  length: z.number().int().min(8).max(1_000_000).optional(),
  /** Go on even if the trial says that the model and the SAE do not match. */
  force: z.boolean().default(false),
});
export type ImportRequest = z.infer<typeof importRequest>;

/** What an import has led to (job.result). */
export const importResult = z.object({
  model: z.string(),
  /** Null where only a model was added. */
  sae: z.string().nullable(),
  /** What people should know of the trial. */
  warnings: z.array(z.string()),
  /** What was found on the way: files, sizes, the trial's figures. */
  steps: z.array(z.string()).default([]),
});
export type ImportResult = z.infer<typeof importResult>;
