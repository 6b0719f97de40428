import { z } from "zod";
import { placeOfLabel } from "../../labels/change";
import { readLabelHistory } from "../../queries/label";
import { publicProcedure } from "../../trpc";
import { rowId } from "../inputs";

/** Versions of a label, and what people did with it. */
export const getHistory = publicProcedure.input(z.object({ id: rowId })).query(async ({ input }) => {
  await placeOfLabel(input.id);
  return readLabelHistory(input.id);
});
