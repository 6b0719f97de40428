import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { answering } from "../../rest/answering";
import { procedureFor } from "../../trpc";
import { rowId } from "../inputs";
import { changeComment } from "./change-comment";

/** Takes one's own remark back: its text stays in the database, and out of every answer. */
export const deleteComment = answering(
  z.null(),
  procedureFor("annotator")
    .meta({
      rest: {
        method: "DELETE",
        path: "/comments/{id}",
        summary: "Take one's own remark back",
        numbers: ["id"],
      },
    })
    .input(z.object({ id: rowId }))
    .mutation(({ ctx, input: { id } }) =>
      changeComment(id, "comment.delete", {}, (authorId) => {
        if (authorId !== ctx.account.id)
          throw new FeaturescopeError(
            "FORBIDDEN",
            "This remark is somebody else’s.",
            "A reviewer can hide it.",
          );
        return "deleted_at = COALESCE(deleted_at, now())";
      }),
    ),
);
