"use client";

import { useState } from "react";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { server } from "@/app/trpc/client";
import { ROLE_MEANING, ROLES, type Role } from "@/domain/accounts";
import { useChange } from "@/app/components/forms/use-change";

interface Props {
  name: string;
  role: Role;
  banned: boolean;
}

/** Role of an account, and whether it is locked out; locking asks for the reason first. */
export function AccountControls({ name, role, banned }: Props) {
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const changeRole = useChange((next: Role) => server.account.setRole.mutate({ name, role: next }));
  const changeBan = useChange(async (next: boolean) => {
    await server.account.setBan.mutate({ name, banned: next, reason });
    setAsking(false);
  });
  return (
    <div className="min-w-0">
      <div className="flex flex-wrap gap-2">
        <select
          className="field"
          aria-label={`Role of ${name}`}
          value={role}
          disabled={changeRole.busy}
          onChange={(event) => {
            const next = ROLES.find((value) => value === event.target.value);
            if (next) void changeRole.run(next);
          }}
        >
          {ROLES.map((value) => (
            <option key={value} value={value} title={ROLE_MEANING[value]}>
              {value}
            </option>
          ))}
        </select>
        <button
          type="button"
          className="control"
          aria-label={banned ? `Unlock ${name}` : `Lock ${name}`}
          aria-expanded={banned ? undefined : asking}
          disabled={changeBan.busy}
          onClick={() => (banned ? void changeBan.run(false) : setAsking(!asking))}
        >
          {banned ? "Unlock" : "Lock"}
        </button>
      </div>
      {asking && !banned && (
        <form
          className="mt-2 flex flex-wrap gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            void changeBan.run(true);
          }}
        >
          <input
            autoFocus
            maxLength={200}
            aria-label={`Why ${name} is locked out`}
            placeholder="Reason"
            className="field min-w-0 flex-1"
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
          <button type="submit" className="control" disabled={changeBan.busy}>
            Lock out
          </button>
        </form>
      )}
      <ProblemNote problem={changeRole.problem ?? changeBan.problem} />
    </div>
  );
}
