import { z } from "zod";
import { SCOPES } from "@/domain/accounts";
import { FeaturescopeError } from "@/domain/errors";
import { plainText } from "@/domain/plain-text";
import { ownProcedure } from "../../trpc";
import { insertKey, listKeys } from "./queries";

const KEYS_LIMIT = 20;
const NAME_LIMIT = 60;

/** Makes an API key and answers with it, this once. No key makes keys. */
export const createKey = ownProcedure
  .meta({ cleans: true })
  .input(z.object({ name: plainText(NAME_LIMIT), scopes: z.array(z.enum(SCOPES)).min(1) }))
  .mutation(async ({ ctx, input }) => {
    if ((await listKeys(ctx.account.id)).length >= KEYS_LIMIT)
      throw new FeaturescopeError(
        "CONFLICT",
        `You have ${KEYS_LIMIT} keys, which is the most.`,
        "Revoke one that is not used any more.",
      );
    return { key: await insertKey(ctx.account.id, input.name, [...new Set(input.scopes)]) };
  });
