import { z } from "zod";
import { ROLES } from "@/domain/accounts";
import { count, featureAddress, rowNumber, time, visibility } from "./parts";

/** Answers about lists, bookmarks and accounts. */

const made = z.object({ id: z.string() });
const done = z.null();

const summary = z.object({
  id: z.string(),
  title: z.string(),
  note: z.string(),
  owner: z.string().nullable(),
  visibility,
  hidden: z.boolean(),
  items: count,
  updatedAt: time,
});

const list = summary.extend({
  version: rowNumber,
  forkedFrom: z.object({ id: z.string(), title: z.string() }).nullable(),
  mayEdit: z.boolean(),
  features: z.array(
    featureAddress.extend({
      note: z.string(),
      label: z.string().nullable(),
      density: z.number().nullable(),
      max: z.number().nullable(),
    }),
  ),
});

export const LIST_RESPONSES = {
  "list.browse": z.object({
    own: z.array(summary),
    lists: z.array(summary),
    next: time.nullable().describe("`before` of the next page"),
  }),
  "list.create": made,
  "list.get": list,
  "list.edit": done,
  "list.arrange": done,
  "list.setMember": done,
  "list.fork": made,
  "list.delete": done,
  "list.of": z.array(summary),
  "bookmark.list": z.array(featureAddress.extend({ label: z.string().nullable() })),
  "account.profile": z.object({
    name: z.string(),
    role: z.enum(ROLES),
    about: z.string(),
    banned: z.boolean(),
    createdAt: time,
  }),
};
