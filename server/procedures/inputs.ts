import { z } from "zod";
import { EVIDENCE_LIMIT, LABEL_NOTE_LIMIT, LABEL_TEXT_LIMIT } from "@/domain/labels";
import { LIST_NOTE_LIMIT, LIST_TITLE_LIMIT } from "@/domain/lists";
import { VISIBILITIES } from "@/domain/accounts";
import { plainLine, plainText } from "@/domain/plain-text";
import { VECTOR_LIMITS } from "@/domain/vectors";

/** Names as they stand in an address; whether they exist is for server/addresses.ts to say. */
const name = z.string().min(1).max(1000);

/** The number of a row, as far as the database counts. */
export const rowId = z.number().int().min(1).max(2_147_483_647);
/** A position, which begins at 0, as far as the database counts. */
export const position = z.number().int().min(0).max(2_147_483_647);

/** Takes a thing out of sight or back into it, with the reason for the audit log. */
export const hiding = <Id extends z.ZodType>(id: Id) =>
  z.object({ id, hidden: z.boolean().default(true), reason: plainText(200, 0).default("") });

export const saeAddress = z.object({ model: name, sae: name });
/** A result of the steering benchmark (domain/urls.ts). */
export const resultAddress = saeAddress.extend({ run: name.optional() });
export const featureAddress = saeAddress.extend({ index: name });

/** What a person says a feature stands for. */
export const labelText = z.object({
  text: plainLine(LABEL_TEXT_LIMIT),
  note: plainText(LABEL_NOTE_LIMIT, 0)
    .nullish()
    .transform((note) => note || null),
  evidence: z.array(position).max(EVIDENCE_LIMIT).default([]),
});
/** A label as the caller saw it. */
export const labelVersion = z.object({ id: rowId, version: rowId });

/** What is said of a list as a whole. */
export const listText = z.object({
  title: plainLine(LIST_TITLE_LIMIT),
  note: plainText(LIST_NOTE_LIMIT, 0).default(""),
  visibility: z.enum(VISIBILITIES).default("unlisted"),
});
/** A list as the caller saw it. */
export const listVersion = z.object({ id: z.string().max(40), version: rowId });

/** What is said of a steering vector. */
export const vectorText = z.object({
  name: plainLine(VECTOR_LIMITS.name),
  note: plainText(VECTOR_LIMITS.note, 0).default(""),
  visibility: z.enum(VISIBILITIES).default("unlisted"),
});
/** A vector as the caller saw it. */
export const vectorVersion = z.object({ id: z.string().max(40), version: rowId });

/** The number of the last event that the reader of a stream has, as a client sends it when it connects again. */
export const lastEventId = z
  .string()
  .nullish()
  .transform((id) => position.safeParse(Number(id ?? 0)).data ?? 0);
