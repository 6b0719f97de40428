import { z } from "zod";
import { LABEL_FILTERS, SORTS } from "@/domain/browse";
import { distance, distanceWeights, heldOutCoherence } from "@/domain/distances";
import {
  collection,
  count,
  example,
  featureAddress,
  rowNumber,
  saeDetails,
  shownLabel,
  tokenLogit,
  visibility,
} from "./parts";

/** Answers about models, SAEs and features. */

const catalogue = z.array(
  z.object({
    id: z.string(),
    title: z.string(),
    visibility,
    ownerId: z.string().nullable(),
    chat: z.boolean().describe("Its tokenizer has a chat template"),
    saes: z.array(
      z.object({
        id: rowNumber,
        visibility,
        ownerId: z.string().nullable(),
        slug: z.string(),
        hookName: z.string(),
        architecture: z.string(),
        dSae: count,
        collection: collection.nullable(),
      }),
    ),
  }),
);

const cursor = z.object({ value: z.number(), index: z.int() });

const sae = z.object({
  sae: saeDetails,
  query: z.object({
    sort: z.enum(SORTS),
    order: z.enum(["asc", "desc"]),
    minPercent: z.number().optional(),
    maxPercent: z.number().optional(),
    minMax: z.number().optional(),
    maxMax: z.number().optional(),
    method: z.enum(LABEL_FILTERS).optional(),
    minScore: z.number().optional(),
    after: cursor.optional(),
    before: cursor.optional(),
  }),
  densities: z
    .object({
      counts: z.array(count).describe("Features per quarter of a decade of density, log10 from -7 to 0"),
      dead: count,
      features: count,
    })
    .nullable(),
  distances: z.array(
    z.object({ distance, weights: distanceWeights.nullable(), coherence: heldOutCoherence.nullable() }),
  ),
  rows: z.array(
    z.object({
      index: count,
      activeTokens: count,
      density: z.number(),
      max: z.number(),
      promoted: z.array(tokenLogit),
      label: shownLabel.nullable(),
      example: example.nullable(),
    }),
  ),
  before: cursor.nullable(),
  after: cursor.nullable(),
});

const relatedFeature = z.object({
  address: featureAddress,
  label: z.string().nullable(),
  tokens: z.array(z.string()).describe("Most common tokens at the peaks of its strongest examples"),
});
const nearFeature = relatedFeature.extend({ cosine: z.number() });

const feature = z.object({
  address: featureAddress,
  sae: saeDetails,
  label: shownLabel.nullable(),
  stability: z
    .number()
    .nullable()
    .describe(
      "Cosine to its nearest in an SAE of another seed; negative where that one has a nearer feature itself",
    ),
  statistics: z
    .object({
      tokensSeen: count,
      activeTokens: count,
      activePassages: count,
      density: z.number(),
      max: z.number(),
      mean: z.number(),
      histogram: z.array(count).describe("Counts over equal widths of (0, max]"),
      bandCounts: z.array(count),
      promoted: z.array(tokenLogit),
      suppressed: z.array(tokenLogit),
    })
    .nullable()
    .describe("Null while nothing has been read for this feature"),
  top: z.array(example),
  bands: z.array(z.array(example)).describe("Samples of each band, the lowest first"),
  relations: z.object({
    compared: z.boolean(),
    near: z.array(nearFeature),
    together: z
      .object({
        tokens: count,
        features: z.array(
          relatedFeature.extend({
            both: count.describe("Tokens at which both are above 0"),
            share: z.number(),
            lift: z.number(),
          }),
        ),
      })
      .nullable(),
    others: z.array(
      z.object({
        sae: z.string(),
        hookName: z.string(),
        near: z.array(nearFeature),
        split: z.array(nearFeature),
      }),
    ),
  }),
});

export const DASHBOARD_RESPONSES = {
  "catalogue.list": catalogue,
  "sae.get": sae,
  "feature.pickRandom": count.nullable().describe("Its index; null while the SAE has no examples"),
  "feature.get": feature,
};
