import { z } from "zod";
import { publicProcedure } from "../../trpc";
import { rowId } from "../inputs";
import { placeOfLabel } from "./change-label";
import { readLabelHistory } from "./queries";

/** Versions of a label, and what people did with it. */
export const getHistory = publicProcedure.input(z.object({ id: rowId })).query(async ({ input }) => {
  await placeOfLabel(input.id);
  return readLabelHistory(input.id);
});
