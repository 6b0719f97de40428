import { listHidden as list } from "../../queries/moderation";
import { procedureFor } from "../../trpc";

/** What is out of sight; label.hide, comment.hide and list.hide bring it back. */
export const listHidden = procedureFor("reviewer").query(() => list());
