import { z } from "zod";
import { answering } from "../../rest/answering";
import { FEATURE_PATH } from "../../rest/address";
import { resolveFeature } from "../../addresses";
import { vanished } from "../../errors";
import { publicProcedure } from "../../trpc";
import { naturalNumber, shownAddress, shownLabel, tokenLogit, example, saeDetails } from "../answers";
import { featureAddress } from "../inputs";
import { readFeatureDashboard } from "./feature-dashboard";

const relatedFeature = z.object({
  address: shownAddress,
  label: z.string().nullable(),
  read: z.boolean().describe("Whether its SAE has been read far enough to know when it is active"),
  tokens: z.array(z.string()).describe("Most common tokens at the peaks of its strongest examples"),
});

const nearFeature = relatedFeature.extend({ cosine: z.number() });

const dashboard = z.object({
  address: shownAddress,
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
      tokensSeen: naturalNumber,
      activeTokens: naturalNumber,
      activePassages: naturalNumber,
      density: z.number(),
      max: z.number(),
      mean: z.number(),
      histogram: z.array(naturalNumber).describe("Counts over equal widths of (0, max]"),
      bandCounts: z.array(naturalNumber),
      promoted: z.array(tokenLogit),
      suppressed: z.array(tokenLogit),
    })
    .nullable()
    .describe("Null while nothing has been read for this feature"),
  top: z.array(example),
  bands: z.array(z.array(example)).describe("Samples of each band, the lowest first"),
  relations: z.object({
    compared: z.boolean(),
    nested: z.boolean(),
    near: z.array(nearFeature),
    together: z
      .object({
        tokens: naturalNumber,
        features: z.array(
          relatedFeature.extend({
            both: naturalNumber.describe("Tokens at which both are above 0"),
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

/** Everything that is known of one feature. */
export const getFeature = answering(
  dashboard,
  publicProcedure
    .meta({
      rest: { method: "GET", path: FEATURE_PATH, summary: "A feature with its statistics and examples" },
    })
    .input(featureAddress)
    .query(async ({ input }) => {
      const address = await resolveFeature(input);
      return (await readFeatureDashboard(address)) ?? vanished(address.sae);
    }),
);
