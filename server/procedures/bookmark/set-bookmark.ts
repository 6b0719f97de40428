import { z } from "zod";
import { resolveFeature, resolveSae } from "../../addresses";
import { procedureFor } from "../../trpc";
import { featureAddress } from "../inputs";
import { writeBookmark } from "./queries";

/** Marks a feature for oneself, or takes the mark away. */
export const setBookmark = procedureFor("reader")
  .input(featureAddress.extend({ marked: z.boolean() }))
  .mutation(async ({ ctx, input: { marked, ...address } }) => {
    const { index } = await resolveFeature(address);
    await writeBookmark(ctx.account.id, (await resolveSae(address)).id, index, marked);
  });
