import { z } from "zod";
import { ITEM_NOTE_LIMIT, LIST_ITEMS_LIMIT } from "@/domain/lists";
import { plainText } from "@/domain/plain-text";
import { procedureFor } from "../../trpc";
import { featureAddress, listVersion } from "../inputs";
import { arrangeList as arrange } from "./change-list";

/** Orders a list's features, and notes something on each. */
export const arrangeList = procedureFor("reader")
  .meta({ cleans: true })
  .input(
    listVersion.extend({
      items: z
        .array(featureAddress.extend({ note: plainText(ITEM_NOTE_LIMIT, 0).default("") }))
        .max(LIST_ITEMS_LIMIT),
    }),
  )
  .mutation(({ input: { id, version, items } }) => arrange(id, version, items));
