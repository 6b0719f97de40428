import { z } from "zod";
import { answering } from "../../rest/answering";
import { publicProcedure } from "../../trpc";
import { time, naturalNumber, rowNumber } from "../answers";
import { rowId } from "../inputs";
import { placeOfLabel } from "./change-label";
import { readLabelHistory } from "./queries";

const history = z.object({
  versions: z.array(
    z.object({
      version: rowNumber,
      text: z.string(),
      note: z.string().nullable(),
      evidence: z.array(naturalNumber),
      editor: z.string().nullable(),
      at: time,
      votesUp: naturalNumber,
      votesDown: naturalNumber,
      humanScore: z.number().nullable(),
    }),
  ),
  events: z.array(
    z.object({
      at: time,
      who: z.string().nullable(),
      action: z.string(),
      detail: z.record(z.string(), z.unknown()),
    }),
  ),
});

/** Versions of a label, and what people did with it. */
export const getHistory = answering(
  history,
  publicProcedure
    .meta({
      rest: {
        method: "GET",
        path: "/labels/{id}/history",
        summary: "Versions of a label and what was done",
        numbers: ["id"],
      },
    })
    .input(z.object({ id: rowId }))
    .query(async ({ input }) => {
      await placeOfLabel(input.id);
      return readLabelHistory(input.id);
    }),
);
