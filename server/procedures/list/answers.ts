import { z } from "zod";
import { naturalNumber, time, visibility } from "../answers";

/** What is said of a list where several are listed, as the REST API sends it. */
export const listSummary = z.object({
  id: z.string(),
  title: z.string(),
  note: z.string(),
  owner: z.string().nullable(),
  visibility,
  hidden: z.boolean(),
  items: naturalNumber,
  updatedAt: time,
});
