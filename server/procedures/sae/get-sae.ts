import { z } from "zod";
import { LABEL_FILTERS, SORTS, browseQuery } from "@/domain/browse";
import { distance, distanceWeights, heldOutCoherence } from "@/domain/distances";
import { answering } from "../../rest/answering";
import { resolveSae } from "../../addresses";
import { vanished } from "../../errors";
import { publicProcedure } from "../../trpc";
import { naturalNumber, shownLabel, tokenLogit, example, saeDetails } from "../answers";
import { saeAddress } from "../inputs";
import { readSaeDashboard } from "./feature-table";

/** Parameters of an address as they came; what makes no sense in them counts as left out. */
const browse = z.record(z.string(), z.string().optional()).transform((raw) => browseQuery.parse(raw));

const cursor = z.object({ value: z.number(), index: z.int() });

const page = z.object({
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
      counts: z
        .array(naturalNumber)
        .describe("Features per quarter of a decade of density, log10 from -7 to 0"),
      dead: naturalNumber,
      features: naturalNumber,
    })
    .nullable(),
  distances: z.array(
    z.object({ distance, weights: distanceWeights.nullable(), coherence: heldOutCoherence.nullable() }),
  ),
  rows: z.array(
    z.object({
      index: naturalNumber,
      activeTokens: naturalNumber,
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

/** An SAE's identity, quality and densities, and one page of its features. */
export const getSae = answering(
  page,
  publicProcedure
    .meta({
      rest: {
        method: "GET",
        path: "/models/{model}/saes/{sae}",
        summary: "An SAE and one page of its features",
        nest: { address: ["model", "sae"], browse: [] },
        query: {
          sort: "index, density, max or score (of the label)",
          order: "asc or desc",
          minPercent: "density of at least, in percent of tokens",
          maxPercent: "density of at most",
          minMax: "maximum of at least",
          maxMax: "maximum of at most",
          method: "how the label was made, or none",
          minScore: "score of the label of at least",
          after: "where the page before ended: the answer's `after` as `value,index`",
          before: "where the page after begins",
        },
      },
    })
    .input(z.object({ address: saeAddress, browse }))
    .query(async ({ input }) => {
      const { id } = await resolveSae(input.address);
      return (await readSaeDashboard(id, input.address, input.browse)) ?? vanished(input.address.sae);
    }),
);
