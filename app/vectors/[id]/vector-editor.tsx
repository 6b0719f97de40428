"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { SelectField } from "@/app/components/forms/select-field";
import { TextArea } from "@/app/components/forms/text-area";
import { TextField } from "@/app/components/forms/text-field";
import { useCall } from "@/app/components/forms/use-call";
import { server } from "@/app/trpc/client";
import { VISIBILITIES, type Visibility } from "@/domain/accounts";
import { VECTOR_LIMITS } from "@/domain/vectors";
import { VECTORS_URL } from "@/domain/urls";

const SEEN_BY: Record<Visibility, string> = {
  public: "public: everybody, listed on this site",
  unlisted: "unlisted: whoever has its address",
  private: "private: you alone",
};

interface Props {
  vector: { id: string; version: number; name: string; note: string; visibility: Visibility };
}

/** What the owner of a vector does with it: its name, a note, who may see it. The direction stays. */
export function VectorEditor({ vector }: Props) {
  const router = useRouter();
  const [name, setName] = useState(vector.name);
  const [note, setNote] = useState(vector.note);
  const [visibility, setVisibility] = useState(vector.visibility);
  const changed = name !== vector.name || note !== vector.note || visibility !== vector.visibility;
  const save = useCall(async () => {
    await server.vector.edit.mutate({ id: vector.id, version: vector.version, name, note, visibility });
    router.refresh();
  });
  const remove = useCall(async () => {
    await server.vector.delete.mutate({ id: vector.id });
    router.push(VECTORS_URL);
  });
  return (
    <form
      className="mt-6 max-w-[680px] space-y-3"
      aria-label="Edit the vector"
      onSubmit={(event) => {
        event.preventDefault();
        void save.run();
      }}
    >
      <TextField
        label="Name"
        required
        maxLength={VECTOR_LIMITS.name}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextArea label="Note" rows={3} maxLength={VECTOR_LIMITS.note} value={note} onChange={setNote} />
      <SelectField
        label="Who may see it"
        hint="Its texts are seen with it, and so is what is written with it."
        options={VISIBILITIES.map((value) => ({ value, name: SEEN_BY[value] }))}
        value={visibility}
        onChange={(event) =>
          setVisibility(VISIBILITIES.find((value) => value === event.target.value) ?? "private")
        }
      />
      <ProblemNote problem={save.problem ?? remove.problem} />
      <div className="flex flex-wrap gap-2">
        <button
          type="submit"
          className="control control-primary disabled:opacity-60"
          disabled={save.busy || !changed}
        >
          Save
        </button>
        <button type="button" className="control" disabled={remove.busy} onClick={() => void remove.run()}>
          Delete vector
        </button>
      </div>
    </form>
  );
}
