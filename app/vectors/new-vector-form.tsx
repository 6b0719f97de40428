"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { SelectField } from "@/app/components/forms/select-field";
import { TextArea } from "@/app/components/forms/text-area";
import { TextField } from "@/app/components/forms/text-field";
import { useCall } from "@/app/components/forms/use-call";
import { server } from "@/app/trpc/client";
import { VECTOR_LIMITS } from "@/domain/vectors";
import { vectorUrl } from "@/domain/urls";

/** Has a vector made from two sets of texts, a text a line, and goes to it. @param saes "model/sae" */
export function NewVectorForm({ saes }: { saes: readonly string[] }) {
  const router = useRouter();
  const [name, setName] = useState("");
  const [place, setPlace] = useState(saes[0] ?? "");
  const [a, setA] = useState("");
  const [b, setB] = useState("");
  const { run, busy, problem } = useCall(async () => {
    const [model = "", sae = ""] = place.split("/");
    const { id } = await server.vector.make.mutate({ model, sae, name, a: linesOf(a), b: linesOf(b) });
    router.push(vectorUrl(id));
  });
  if (saes.length === 0)
    return (
      <p className="mt-3 text-soft">There is no model yet that could read texts; npm start fetches one.</p>
    );
  return (
    <form
      className="mt-4 space-y-3"
      aria-label="New vector"
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label="Name of a new vector"
          required
          maxLength={VECTOR_LIMITS.name}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <SelectField
          label="Model and SAE"
          hint="The direction lies where this SAE reads the model, and is compared with its features."
          options={saes.map((value) => ({ value, name: value.replace("/", " › ") }))}
          value={place}
          onChange={(event) => setPlace(event.target.value)}
        />
      </div>
      <div className="grid gap-3 sm:grid-cols-2">
        <TextArea
          label="Texts that have it, one a line"
          rows={7}
          required
          placeholder={"The dog barked at the cat.\nA puppy ran to its bowl."}
          maxLength={VECTOR_LIMITS.characters}
          value={a}
          onChange={setA}
        />
        <TextArea
          label="Texts that lack it, one a line"
          rows={7}
          required
          placeholder={"The car stopped at the gate.\nA child ran to her bowl."}
          maxLength={VECTOR_LIMITS.characters}
          value={b}
          onChange={setB}
        />
      </div>
      <p className="text-xs text-soft">
        Ten texts or more in each set, alike in everything but what you mean, give a steadier direction. The
        first token of a text counts in no mean, nor do tokens that the SAE’s dashboards leave out.
      </p>
      <ProblemNote problem={problem} />
      <button type="submit" className="control control-primary disabled:opacity-60" disabled={busy}>
        {busy ? "Reading the texts …" : "Make vector"}
      </button>
    </form>
  );
}

const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
