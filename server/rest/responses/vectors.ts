import { z } from "zod";
import { count, rowNumber, time, visibility } from "./parts";

/** Answers about steering vectors. */

const summary = z.object({
  id: z.string(),
  name: z.string(),
  note: z.string(),
  owner: z.string().nullable(),
  visibility,
  hidden: z.boolean(),
  model: z.string(),
  sae: z.string().describe("The SAE at whose hook it was made"),
  hookName: z.string(),
  norm: z.number().describe("Distance between the means of its texts; strengths are multiples of it"),
  separation: z
    .number()
    .nullable()
    .describe("Area under the ROC curve on left-out texts, 0.5 = chance; null for too few texts"),
  updatedAt: time,
});

const near = z.array(z.object({ index: count, cosine: z.number(), label: z.string().nullable() }));

export const VECTOR_RESPONSES = {
  "vector.browse": z.object({
    own: z.array(summary),
    vectors: z.array(summary),
    next: time.nullable().describe("`before` of the next page"),
  }),
  "vector.make": z.object({ id: z.string() }),
  "vector.get": summary.extend({
    version: rowNumber,
    texts: z.object({ a: z.array(z.string()), b: z.array(z.string()) }),
    tokens: z.array(count).describe("Tokens of each set that counted"),
    sha256: z.string().describe("Of the direction as little-endian float32"),
    modelSha256: z.string(),
    saeSha256: z.string(),
    centre: z.number().describe("Where the second set's mean lies along the direction"),
    createdAt: time,
    mayEdit: z.boolean(),
    direction: z.array(z.number()).describe("Of length 1"),
    nearest: near,
    opposite: near,
  }),
  "vector.edit": z.null(),
  "vector.delete": z.null(),
};
