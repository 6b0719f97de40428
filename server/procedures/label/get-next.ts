import { z } from "zod";
import { listedSaeIds } from "../../platform/access/catalogue";
import { resolveSae } from "../../addresses";
import { procedureFor } from "../../trpc";
import { saeAddress } from "../inputs";
import { findNextToLabel, type LabelReason } from "./queries";

/** Every third look is at something disputed, where there is anything. */
const DISPUTED_SHARE = 1 / 3;

/** The feature that the account should label next, in one SAE or in any that is listed; null when nothing is left. */
export const getNext = procedureFor("annotator")
  .input(
    z.object({
      within: saeAddress.nullish(),
      /** The one that the account has just left. */
      except: saeAddress.extend({ index: z.number().int() }).nullish(),
    }),
  )
  .query(async ({ ctx, input }) => {
    const saeIds = input.within ? [(await resolveSae(input.within)).id] : shuffled(await listedSaeIds());
    const rest: LabelReason[] = ["unlabelled", "unconfirmed"];
    const reasons: LabelReason[] =
      Math.random() < DISPUTED_SHARE ? ["disputed", ...rest] : [...rest, "disputed"];
    return findNextToLabel(saeIds, ctx.account.id, reasons, input.except ?? null);
  });

function shuffled(ids: number[]): number[] {
  return ids
    .map((id) => ({ id, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ id }) => id);
}
