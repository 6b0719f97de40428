import { z } from "zod";
import { ITEM_NOTE_LIMIT, LIST_ITEMS_LIMIT } from "@/domain/lists";
import { plainText } from "@/domain/plain-text";
import { answering } from "../../rest/answering";
import { reachableSaeIds } from "../../platform/access/catalogue";
import { resolveFeature, resolveSae } from "../../addresses";
import { procedureFor } from "../../trpc";
import { featureAddress, listVersion } from "../inputs";
import { changeOwnList, requireListVersion } from "./change-list";

/**
 * Gives a list its features anew: their order, and what is noted of each. Features that are left out leave the list,
 * but for those that its owner does not see at present.
 */
export const arrangeList = answering(
  z.null(),
  procedureFor("reader")
    .meta({
      cleans: true,
      rest: {
        method: "PUT",
        path: "/lists/{id}/features",
        summary: "Give a list its features, in order, with notes",
      },
    })
    .input(
      listVersion.extend({
        items: z
          .array(featureAddress.extend({ note: plainText(ITEM_NOTE_LIMIT, 0).default("") }))
          .max(LIST_ITEMS_LIMIT),
      }),
    )
    .mutation(async ({ input: { id, version, items } }) => {
      const rows: { sae_id: number; feature: number; note: string }[] = [];
      for (const item of items) {
        const { index } = await resolveFeature(item);
        rows.push({ sae_id: (await resolveSae(item)).id, feature: index, note: item.note });
      }
      const reachable = await reachableSaeIds();
      await changeOwnList(id, async (client, list) => {
        requireListVersion(list, version);
        await client.query("DELETE FROM list_item WHERE list_id = $1 AND sae_id = ANY($2)", [id, reachable]);
        await client.query(
          `INSERT INTO list_item (list_id, sae_id, feature, position, note)
         SELECT $1, sae_id, feature, row_number() OVER (), note
         FROM json_to_recordset($2) AS r(sae_id int, feature int, note text) ON CONFLICT DO NOTHING`,
          [id, JSON.stringify(rows)],
        );
      });
    }),
);
