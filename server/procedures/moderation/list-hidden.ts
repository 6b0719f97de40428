import { procedureFor } from "../../trpc";
import { listHidden as list } from "./queries";

/** What is out of sight; label.hide, comment.hide and list.hide bring it back. */
export const listHidden = procedureFor("reviewer").query(() => list());
