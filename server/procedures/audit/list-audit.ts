import { z } from "zod";
import { procedureFor } from "../../trpc";
import { findAuditEntries } from "./queries";

const PAGE = 100;
const word = z
  .string()
  .max(200)
  .nullish()
  .transform((text) => text?.trim() || null);

/** Who did what, the latest first. */
export const listAudit = procedureFor("admin")
  .input(
    z.object({
      actor: word,
      action: word,
      subject: word,
      before: z
        .string()
        .regex(/^\d{1,18}$/)
        .nullish(),
    }),
  )
  .query(async ({ input: { before, ...filter } }) => {
    const entries = await findAuditEntries(filter, before ?? null, PAGE + 1);
    return {
      entries: entries.slice(0, PAGE),
      next: entries.length > PAGE ? (entries[PAGE - 1]?.id ?? null) : null,
    };
  });
