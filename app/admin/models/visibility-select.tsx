"use client";

import { ProblemNote } from "@/app/components/forms/problem-note";
import { server } from "@/app/trpc/client";
import { VISIBILITIES, type Visibility } from "@/domain/accounts";
import { useChange } from "@/app/components/forms/use-change";

/** Who may see a model, or one of its SAEs. */
export function VisibilitySelect({ model, sae, value }: { model: string; sae?: string; value: Visibility }) {
  const change = useChange((visibility: Visibility) =>
    server.catalogue.setVisibility.mutate({ model, ...(sae ? { sae } : {}), visibility }),
  );
  return (
    <>
      <select
        className="field"
        aria-label={`Who may see ${sae ?? model}`}
        value={value}
        disabled={change.busy}
        onChange={(event) => {
          const next = VISIBILITIES.find((visibility) => visibility === event.target.value);
          if (next) void change.run(next);
        }}
      >
        {VISIBILITIES.map((visibility) => (
          <option key={visibility}>{visibility}</option>
        ))}
      </select>
      <ProblemNote problem={change.problem} />
    </>
  );
}
