import { z } from "zod";
import { resolveProfile } from "../../addresses";
import { publicProcedure } from "../../trpc";

/** What everybody sees of an account. */
export const getProfile = publicProcedure
  .input(z.object({ name: z.string().min(1).max(100) }))
  .query(async ({ input }) => {
    const { name, role, about, createdAt, banned } = await resolveProfile(input.name);
    return { name, role, about: banned ? "" : about, banned, createdAt };
  });
