import { z } from "zod";
import { ROLES } from "@/domain/accounts";
import { procedureFor } from "../../trpc";
import { setRole as set } from "./administer";

/** What somebody else's account may do. */
export const setRole = procedureFor("admin")
  .input(z.object({ name: z.string().max(60), role: z.enum(ROLES) }))
  .mutation(({ ctx, input }) => set(ctx.account, input.name, input.role));
