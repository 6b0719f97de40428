import type { ReactNode } from "react";

/** Names and what they stand for, a line each; lines without content are left out. */
export function DefinitionList({ rows }: { rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="divide-y divide-line">
      {rows
        .filter(([, content]) => content !== null && content !== undefined && content !== false)
        .map(([name, content]) => (
          <div key={name} className="flex gap-3 py-1.5 first:pt-0 last:pb-0">
            <dt className="w-19 shrink-0 text-soft">{name}</dt>
            <dd className="min-w-0 flex-1 [overflow-wrap:anywhere]">{content}</dd>
          </div>
        ))}
    </dl>
  );
}
