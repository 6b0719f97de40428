import { z } from "zod";
import { VISIBILITIES } from "@/domain/accounts";
import { getDatabase } from "@/prisma/client";
import { inTransaction } from "@/prisma/transaction";
import { outdateCatalogue } from "../../platform/access/catalogue";
import { resolveModel, resolveSae } from "../../addresses";
import { noteInAudit } from "../../audit";
import { procedureFor } from "../../trpc";

/** Who may see a model with all its SAEs, or one SAE. */
export const setVisibility = procedureFor("admin")
  .input(
    z.object({
      model: z.string().min(1).max(1000),
      sae: z.string().min(1).max(1000).nullish(),
      visibility: z.enum(VISIBILITIES),
    }),
  )
  .mutation(async ({ input: { model, sae, visibility } }) => {
    const before = sae ? await resolveSae({ model, sae }) : await resolveModel(model);
    if (before.visibility === visibility) return;
    await inTransaction(getDatabase().pool, async (client) => {
      await (sae
        ? client.query("UPDATE sae SET visibility = $2 WHERE id = $1", [before.id, visibility])
        : client.query("UPDATE language_model SET visibility = $2 WHERE id = $1", [before.id, visibility]));
      await noteInAudit(client, "catalogue.visibility", sae ? `sae ${model}/${sae}` : `model ${model}`, {
        before: before.visibility,
        visibility,
      });
    });
    await outdateCatalogue();
  });
