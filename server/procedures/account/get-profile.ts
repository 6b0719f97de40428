import { z } from "zod";
import { ROLES } from "@/domain/accounts";
import { answering } from "../../rest/answering";
import { resolveProfile } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { time } from "../answers";

const profile = z.object({
  name: z.string(),
  role: z.enum(ROLES),
  about: z.string(),
  banned: z.boolean(),
  createdAt: time,
});

/** What everybody sees of an account. */
export const getProfile = answering(
  profile,
  publicProcedure
    .meta({ rest: { method: "GET", path: "/users/{name}", summary: "What everybody sees of an account" } })
    .input(z.object({ name: z.string().min(1).max(100) }))
    .query(async ({ input }) => {
      const { name, role, about, createdAt, banned } = await resolveProfile(input.name);
      return { name, role, about: banned ? "" : about, banned, createdAt };
    }),
);
