import { z } from "zod";
import type { PageContents } from "../platform/page-contents";
import type { Channel } from "../platform/streams/change-feed";

const features = z.array(z.number().int()).optional();

/** What the database says has changed (migrations content_notices_by_feature and content_notices_computed). */
const contentNotice = z.object({
  /** Null for anything. */
  model: z.string().nullable(),
  /** Absent for all of the model. */
  sae: z.string().optional(),
  /** Features whose own pages have changed; absent for the whole SAE. */
  own: features,
  /** Features whose shown label has, which is on the pages of others, too; absent for all of the SAE. */
  named: features,
  /** Only what workers compute has changed, nothing that a person wrote or decided. */
  computed: z.boolean().optional(),
});
export type ContentNotice = z.infer<typeof contentNotice>;

export const CONTENT_NOTICES: Channel<ContentNotice> = {
  name: "featurescope_content",
  notice: contentNotice,
  application: "featurescope pages",
};

/** Whether a page of a model may look different after a change. @param contents null for a page that may show anything */
export function concerns(
  notice: ContentNotice | "anything",
  model: string,
  contents: PageContents | null,
): boolean {
  if (notice === "anything" || notice.model === null) return true;
  if (notice.model !== model) return false;
  if (contents === null || notice.sae === undefined) return true;
  if (contents.sae === notice.sae && (notice.own?.includes(contents.index) ?? true)) return true;
  const named = contents.named[notice.sae];
  return named?.some((index) => notice.named?.includes(index) ?? true) ?? false;
}

/** Whether a page may be sent as it was after a change until it has been rendered anew. */
export const maySendOld = (notice: ContentNotice | "anything"): boolean =>
  notice !== "anything" && notice.computed === true;
