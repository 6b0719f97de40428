import { z } from "zod";
import { familySlug, STEERING_LIMIT_KINDS } from "@/domain/safety";
import { procedureFor } from "../../trpc";
import { limitSteering as limit } from "./change";

/** Limits steering with the confirmed features of a family, or lifts the limit. */
export const limitSteering = procedureFor("admin")
  .input(z.object({ family: familySlug, steering: z.enum(STEERING_LIMIT_KINDS) }))
  .mutation(({ ctx, input: { family, steering } }) => limit(ctx.account, family, steering));
