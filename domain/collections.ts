import { z } from "zod";

/** What defines a collection besides its SAE and corpus; part of its identity (settings_hash). */
export const collectionSettings = z.object({
  /** Passages per shard. */
  shardPassages: z.number().int().positive(),
  /** Passages of the corpus that are read; null for all. */
  passages: z.number().int().positive().nullable(),
});
export type CollectionSettings = z.infer<typeof collectionSettings>;

export const TOP_EXAMPLES = 20;
export const BANDS = 5;
export const BAND_SAMPLES = 5;
export const HISTOGRAM_BINS = 50;
export const PROMOTED_TOKENS = 10;
/** Features per shard_block row and per merge step. */
export const BLOCK_FEATURES = 128;
/** Two examples are repeats when the tokens from this many before the peak to this many after it are the same. */
export const REPEAT_WINDOW = 8;

/** Quality of an SAE on held-out text; formulas in docs/formats.md. */
export const saeQuality = z.object({
  tokens: z.number().int(),
  l0: z.number(),
  fvu: z.number(),
  ceRecovered: z.number(),
  ceClean: z.number(),
  ceSae: z.number(),
  ceZero: z.number(),
  /** Mean KL(clean || edited) of the next token in nats, of what is measured since this is: of older figures absent. */
  klSae: z.number().optional(),
  klZero: z.number().optional(),
  /** Share of features never active in `deadTokens` tokens. */
  dead: z.number(),
  deadTokens: z.number().int(),
});
export type SaeQuality = z.infer<typeof saeQuality>;

export type CollectionState = "queued" | "running" | "merging" | "done" | "failed" | "cancelled";
