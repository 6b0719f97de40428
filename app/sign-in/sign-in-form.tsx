"use client";

import { useState } from "react";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { TextField } from "@/app/components/forms/text-field";
import { useCall } from "@/app/components/forms/use-call";
import { server } from "@/app/trpc/client";

/** @param next where to go once signed in */
export function SignInForm({ next }: { next: string }) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const { run, busy, problem } = useCall(async () => {
    await server.account.signIn.mutate({ name, password });
    // everything on the next page is read in the name of the account
    window.location.assign(next);
  });
  return (
    <form
      className="mt-5 space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <TextField
        label="User name"
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        autoFocus
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <ProblemNote problem={problem} />
      <button type="submit" disabled={busy} className="control control-primary w-full">
        {busy ? "Signing in …" : "Sign in"}
      </button>
    </form>
  );
}
