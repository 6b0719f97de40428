"use client";

import { useState } from "react";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { TextField } from "@/app/components/forms/text-field";
import { useCall } from "@/app/components/forms/use-call";
import { server } from "@/app/trpc/client";
import { PASSWORD_LENGTH, password as passwordRule, userName } from "@/domain/accounts";

/**
 * @param next where to go with the new account
 * @param first it will be the administrator's, and takes the setup code
 */
export function RegisterForm({ next, first }: { next: string; first: boolean }) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [tried, setTried] = useState(false);
  const { run, busy, problem } = useCall(async () => {
    await server.account.register.mutate({ name, password, ...(first ? { code } : {}) });
    window.location.assign(next);
  });
  const mistake = firstMistake(name, password);
  return (
    <form
      noValidate
      className="mt-5 space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!mistake) void run();
      }}
    >
      <TextField
        label="User name"
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        value={name}
        onChange={(event) => setName(event.target.value)}
        hint="2 to 30 characters: a-z, digits, - and _. Everybody sees it beside what you write."
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="new-password"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        hint={`At least ${PASSWORD_LENGTH.least} characters. No mail is sent: keep it where you find it again.`}
      />
      {first && (
        <TextField
          label="Setup code"
          name="code"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          value={code}
          onChange={(event) => setCode(event.target.value)}
          hint="It is printed in the terminal in which the program was started."
        />
      )}
      <ProblemNote problem={tried && mistake ? { message: mistake, hint: "" } : problem} />
      <button type="submit" disabled={busy} className="control control-primary w-full">
        {busy ? "Making it …" : "Make account"}
      </button>
    </form>
  );
}

function firstMistake(name: string, password: string): string | null {
  for (const result of [userName.safeParse(name), passwordRule.safeParse(password)])
    if (!result.success) return result.error.issues[0]?.message ?? "This cannot be taken.";
  return null;
}
