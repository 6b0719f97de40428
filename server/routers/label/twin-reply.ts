import { z } from "zod";
import { labelVersion } from "../inputs";

/** A question of the twin quiz by what it is about, and which label was picked. */
export const twinReply = z.object({
  labels: z.tuple([labelVersion, labelVersion]),
  passage: z.number().int().min(0).max(2_147_483_647),
  picked: z.union([z.literal(0), z.literal(1)]),
});
