import { z } from "zod";
import { answering } from "../../rest/answering";
import { controls } from "../../platform/access/rules";
import { publicProcedure } from "../../trpc";
import { time, naturalNumber, rowNumber } from "../answers";
import { vectorSummary } from "./answers";
import { requireVector } from "./change-vector";

const near = z.array(z.object({ index: naturalNumber, cosine: z.number(), label: z.string().nullable() }));

const vector = vectorSummary.extend({
  version: rowNumber,
  texts: z.object({ a: z.array(z.string()), b: z.array(z.string()) }),
  tokens: z.array(naturalNumber).describe("Tokens of each set that counted"),
  sha256: z.string().describe("Of the direction as little-endian float32"),
  modelSha256: z.string(),
  saeSha256: z.string(),
  centre: z.number().describe("Where the second set's mean lies along the direction"),
  createdAt: time,
  mayEdit: z.boolean(),
  direction: z.array(z.number()).describe("Of length 1"),
  nearest: near,
  opposite: near,
});

/** A vector with its texts, its numbers and the features near it. */
export const getVector = answering(
  vector,
  publicProcedure
    .meta({
      rest: {
        method: "GET",
        path: "/vectors/{id}",
        summary: "A steering vector: its numbers and the features near it",
      },
    })
    .input(z.object({ id: z.string().max(40) }))
    .query(async ({ input }) => {
      const { ownerId, saeId: _saeId, direction, ...vector } = await requireVector(input.id);
      return { ...vector, mayEdit: controls({ ownerId }), direction: [...direction] };
    }),
);
