"use client";

import { useState } from "react";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { TextField } from "@/app/components/forms/text-field";
import { useCall } from "@/app/components/forms/use-call";
import { server } from "@/app/trpc/client";
import { SCOPE_MEANING, SCOPES, type Role, type Scope } from "@/domain/accounts";
import { formatDay } from "@/domain/format";
import type { KeySummary } from "@/server/procedures/account/queries";

/** The account's keys: made here, shown once, revoked here. */
export function Keys({ initial, role }: { initial: KeySummary[]; role: Role }) {
  const [keys, setKeys] = useState(initial);
  const [made, setMade] = useState<string | null>(null);
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly Scope[]>(["read"]);
  const refresh = async () => setKeys((await server.account.settings.query()).keys);
  const create = useCall(async () => {
    setMade((await server.account.createKey.mutate({ name, scopes: [...scopes] })).key);
    setName("");
    await refresh();
  });
  const revoke = useCall(async (id: string) => {
    await server.account.revokeKey.mutate({ id });
    await refresh();
  });
  const toggle = (scope: Scope) =>
    setScopes(SCOPES.filter((other) => (other === scope ? !scopes.includes(scope) : scopes.includes(other))));
  return (
    <div className="space-y-4">
      {keys.length > 0 && (
        <ul className="divide-y divide-line border-y border-line">
          {keys.map((key) => (
            <li key={key.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2">
              <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
                <bdi className="font-medium">{key.name}</bdi>{" "}
                <code className="font-mono text-[12.5px] text-soft">{key.prefix}…</code>
                <span className="block text-xs text-soft">
                  {key.scopes.join(", ")} · made {formatDay(key.createdAt)} ·{" "}
                  {key.lastUsedAt ? `last used ${formatDay(key.lastUsedAt)}` : "never used"}
                </span>
              </span>
              <button
                type="button"
                className="control"
                disabled={revoke.busy}
                onClick={() => void revoke.run(key.id)}
                aria-label={`Revoke ${key.name}`}
              >
                Revoke
              </button>
            </li>
          ))}
        </ul>
      )}
      <ProblemNote problem={revoke.problem} />
      {made !== null && (
        <p role="status" className="rounded-control border border-good px-3 py-2">
          Your new key; it is shown this once:
          <code className="mt-1 block font-mono text-[12.5px] break-all select-all">{made}</code>
        </p>
      )}
      <form
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault();
          void create.run();
        }}
      >
        <TextField
          label="Name of a new key"
          required
          maxLength={60}
          placeholder="what it is for"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <fieldset>
          <legend className="mb-1 font-medium">It may</legend>
          {SCOPES.filter((scope) => scope !== "administer" || role === "admin").map((scope) => (
            <label key={scope} className="flex min-h-8 items-center gap-2">
              <input type="checkbox" checked={scopes.includes(scope)} onChange={() => toggle(scope)} />
              <span>
                {SCOPE_MEANING[scope]} <span className="text-soft">({scope})</span>
              </span>
            </label>
          ))}
        </fieldset>
        <ProblemNote problem={create.problem} />
        <button type="submit" disabled={create.busy || scopes.length === 0} className="control">
          Make key
        </button>
      </form>
    </div>
  );
}
