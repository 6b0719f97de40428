import { z } from "zod";
import { labelVersion, position } from "../inputs";

/** A question of the twin quiz by what it is about, and which label was picked. */
export const twinReply = z.object({
  labels: z.tuple([labelVersion, labelVersion]),
  passage: position,
  picked: z.union([z.literal(0), z.literal(1)]),
});
