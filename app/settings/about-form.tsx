"use client";

import { useState } from "react";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { useCall } from "@/app/components/forms/use-call";
import { server } from "@/app/trpc/client";
import { ABOUT_LIMIT } from "@/domain/accounts";

export function AboutForm({ initial }: { initial: string }) {
  const [about, setAbout] = useState(initial);
  const [saved, setSaved] = useState(false);
  const { run, busy, problem } = useCall(async () => {
    await server.account.setAbout.mutate({ about });
    setSaved(true);
  });
  return (
    <form
      className="space-y-3"
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <textarea
        aria-label="About you"
        rows={3}
        maxLength={ABOUT_LIMIT}
        className="field w-full"
        value={about}
        onChange={(event) => {
          setAbout(event.target.value);
          setSaved(false);
        }}
      />
      <ProblemNote problem={problem} />
      <button type="submit" disabled={busy} className="control">
        {saved ? "Saved" : "Save"}
      </button>
    </form>
  );
}
