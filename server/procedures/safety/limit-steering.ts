import { z } from "zod";
import { familySlug, STEERING_LIMIT_KINDS } from "@/domain/safety";
import { getDatabase } from "@/prisma/client";
import { inTransaction } from "@/prisma/transaction";
import { noteInAudit } from "../../audit";
import { procedureFor } from "../../trpc";

/** Limits steering with the confirmed features of a family, or lifts the limit. */
export const limitSteering = procedureFor("admin")
  .input(z.object({ family: familySlug, steering: z.enum(STEERING_LIMIT_KINDS) }))
  .mutation(async ({ ctx, input: { family, steering } }) => {
    await inTransaction(getDatabase().pool, async (client) => {
      await client.query(
        `INSERT INTO safety_limit (family, steering, set_by) VALUES ($1, $2, $3)
         ON CONFLICT (family) DO UPDATE SET steering = $2, set_by = $3, at = now()`,
        [family, steering, ctx.account.id],
      );
      await noteInAudit(client, "safety.limit", `family ${family}`, { steering });
    });
  });
