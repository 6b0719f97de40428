import { z } from "zod";
import { answering } from "../../rest/answering";
import { listCatalogue } from "../../platform/access/catalogue";
import { publicProcedure } from "../../trpc";
import { naturalNumber, rowNumber, visibility, collection } from "../answers";

const models = z.array(
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
        dSae: naturalNumber,
        collection: collection.nullable(),
      }),
    ),
  }),
);

/** Every model and SAE here, with the progress of each. */
export const listModels = answering(
  models,
  publicProcedure
    .meta({ rest: { method: "GET", path: "/models", summary: "Models and their SAEs" } })
    .query(() => listCatalogue()),
);
