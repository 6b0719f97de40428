import { z } from "zod";
import { ABOUT_LIMIT } from "@/domain/accounts";
import { plainText } from "@/domain/plain-text";
import { procedureFor } from "../../trpc";
import { writeAbout } from "./queries";

/** What the account says of itself on its page. */
export const setAbout = procedureFor("reader")
  .meta({ cleans: true })
  .input(z.object({ about: plainText(ABOUT_LIMIT, 0) }))
  .mutation(({ ctx, input }) => writeAbout(ctx.account.id, input.about));
