import { formatCounted, formatPercent } from "@/domain/format";
import type { BenchmarkAudit } from "@/domain/steering-audit";

/** Who wrote a share of the texts again, and whether they came out the same. */
export function Audits({ audits }: { audits: readonly BenchmarkAudit[] }) {
  if (audits.length === 0)
    return <p className="mt-2 text-[13px] text-soft">Nobody has audited it on this instance yet.</p>;
  return (
    <>
      <h3 className="mt-4 mb-1 font-semibold">Audits</h3>
      <ul className="text-[13px]">
        {audits.map(({ cells, agreed, share, seed, engine, version }, i) => (
          <li key={i} className="border-t border-line py-1.5">
            {agreed === cells
              ? `All of ${formatCounted(cells, "text")} came out the same`
              : `${formatCounted(cells - agreed, "text")} of ${cells} came out otherwise`}{" "}
            <span className="text-soft">
              ({formatPercent(share)} drawn with seed {seed}; {engine}, version {version})
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
