import { Explained } from "./explained";
import type { ReactNode } from "react";

export interface Fact {
  name: string;
  value: ReactNode;
  /** What exactly is counted, on hover. */
  tip?: string;
}

/** Figures in a row, their names above them. */
export function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="flex flex-wrap gap-x-7 gap-y-3">
      {facts.map(({ name, value, tip }) => (
        <div key={name} className="min-w-0">
          <dt className="text-xs text-soft">{tip ? <Explained tip={tip}>{name}</Explained> : name}</dt>
          <dd className="text-[17px] font-semibold">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
