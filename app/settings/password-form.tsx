"use client";

import { useState } from "react";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { TextField } from "@/app/components/forms/text-field";
import { useCall } from "@/app/components/forms/use-call";
import { server } from "@/app/trpc/client";
import { PASSWORD_LENGTH } from "@/domain/accounts";

/** @param name for password managers, which keep passwords by it */
export function PasswordForm({ name }: { name: string }) {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [changed, setChanged] = useState(false);
  const { run, busy, problem } = useCall(async () => {
    await server.account.changePassword.mutate({ current, next });
    setChanged(true);
    setCurrent("");
    setNext("");
  });
  return (
    <form
      className="grid gap-3 sm:grid-cols-2"
      onSubmit={(event) => {
        event.preventDefault();
        setChanged(false);
        void run();
      }}
    >
      <input type="hidden" name="username" autoComplete="username" value={name} readOnly />
      <TextField
        label="Password now"
        type="password"
        autoComplete="current-password"
        required
        value={current}
        onChange={(event) => setCurrent(event.target.value)}
      />
      <TextField
        label="New password"
        type="password"
        autoComplete="new-password"
        required
        minLength={PASSWORD_LENGTH.least}
        maxLength={PASSWORD_LENGTH.most}
        value={next}
        onChange={(event) => setNext(event.target.value)}
      />
      <div className="space-y-3 sm:col-span-2">
        <ProblemNote problem={problem} />
        <button type="submit" disabled={busy} className="control">
          {changed ? "Changed" : "Change password"}
        </button>
      </div>
    </form>
  );
}
