import { procedureFor } from "../../trpc";
import { findHidden } from "./queries";

/** What is out of sight; label.hide, comment.hide and list.hide bring it back. */
export const listHidden = procedureFor("reviewer").query(() => findHidden());
