import { z } from "zod";
import { answering } from "../../rest/answering";
import { resolveFeature } from "../../addresses";
import { procedureFor } from "../../trpc";
import { featureAddress } from "../inputs";
import { changeMember } from "./change-list";

/** Puts a feature into a list, or takes it out. */
export const setMember = answering(
  z.null(),
  procedureFor("reader")
    .meta({
      rest: {
        method: "POST",
        path: "/lists/{id}/members",
        summary: "Put a feature into a list, or take it out",
      },
    })
    .input(z.object({ id: z.string().max(40), feature: featureAddress, member: z.boolean() }))
    .mutation(async ({ input }) => changeMember(input.id, await resolveFeature(input.feature), input.member)),
);
