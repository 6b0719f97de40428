"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { TextField } from "@/app/components/forms/text-field";
import { useCall } from "@/app/components/forms/use-call";
import { server } from "@/app/trpc/client";
import { LIST_TITLE_LIMIT } from "@/domain/lists";
import { listUrl } from "@/domain/urls";

/** Begins an empty list and goes there. */
export function NewListForm() {
  const router = useRouter();
  const [title, setTitle] = useState("");
  const { run, busy, problem } = useCall(async () => {
    const { id } = await server.list.create.mutate({ title });
    router.push(listUrl(id));
  });
  return (
    <form
      className="mt-3 space-y-2"
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <div className="flex flex-wrap items-end gap-2">
        <TextField
          label="Title of a new list"
          required
          maxLength={LIST_TITLE_LIMIT}
          value={title}
          onChange={(event) => setTitle(event.target.value)}
          className="min-w-0 flex-1 basis-64"
        />
        <button type="submit" className="control" disabled={busy}>
          Begin list
        </button>
      </div>
      <ProblemNote problem={problem} />
    </form>
  );
}
