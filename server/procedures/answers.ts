import { z } from "zod";
import { VISIBILITIES } from "@/domain/accounts";
import { saeQuality } from "@/domain/collections";
import { LABEL_METHODS, LABEL_STATES, type LabelMethod } from "@/domain/labels";
import { passageNote } from "@/domain/passages";
import { collectionStatus } from "./collection/queries";
import { corpusDetails, qualityControl } from "./sae/queries";

/**
 * What several answers of the REST API hold (server/rest/answering.ts). Schemas describe the JSON that is sent, so times
 * are texts.
 */

export const time = z.iso.datetime();
export const naturalNumber = z.int().nonnegative();
export const rowNumber = z.int().positive();
export const visibility = z.enum(VISIBILITIES);
export const labelMethod = z.enum(Object.keys(LABEL_METHODS) as LabelMethod[]);
export const labelState = z.enum(LABEL_STATES);

export const shownAddress = z.object({ model: z.string(), sae: z.string(), index: naturalNumber });

export const shownLabel = z.object({
  id: rowNumber,
  text: z.string(),
  method: labelMethod,
  state: labelState,
  score: z.number().nullable().describe("Balanced accuracy on held-out windows, 0.5 = chance"),
  shuffled: z.number().nullable().describe("What labels of other features reach on the same windows"),
});

export const tokenLogit = z.object({ piece: z.string(), logit: z.number() });

export const example = z.object({
  rank: naturalNumber,
  passage: naturalNumber,
  peak: naturalNumber.describe("Position of the strongest token"),
  value: z.number().describe("Activation at the peak"),
  pieces: z.array(z.string()).describe("Tokens of the whole passage, BOS first"),
  positions: z.array(naturalNumber).describe("Active positions, ascending"),
  values: z.array(z.number()).describe("Activations at these positions"),
  kind: z.string().nullable(),
  topic: z.string().nullable(),
  turns: z.array(passageNote.shape.turns.unwrap().element).nullable(),
});

export const collection = collectionStatus.extend({
  quality: saeQuality.nullable(),
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
  now: time.describe("The clock of the database"),
});

export const saeDetails = z.object({
  model: z.object({ id: z.string(), title: z.string(), weightsSha256: z.string() }),
  slug: z.string(),
  hookName: z.string(),
  architecture: z.string(),
  dIn: naturalNumber,
  dSae: naturalNumber,
  weightsSha256: z.string(),
  control: qualityControl.nullable(),
  double: qualityControl.nullable(),
  mapped: z.boolean(),
  collection: collection.nullable(),
  corpus: corpusDetails.nullable(),
});
