import Link from "next/link";
import { formatInterval } from "@/domain/steering-answer";
import { benchmarkUrl, type SaeAddress } from "@/domain/urls";
import type { MeasuredSae } from "@/server/procedures/benchmark/queries";

/** The SAEs that were measured, each with the score of its features and of the best control. */
export function BenchmarkChoice({
  measured,
  shown,
}: {
  measured: readonly MeasuredSae[];
  shown: SaeAddress;
}) {
  return (
    <ul className="mt-4 flex flex-wrap gap-2" aria-label="SAEs that were measured">
      {measured.map(({ address, summary }) => {
        const here = address.model === shown.model && address.sae === shown.sae;
        return (
          <li key={`${address.model}/${address.sae}`}>
            <Link
              href={benchmarkUrl(address)}
              prefetch={false}
              className="control h-auto flex-col items-start gap-0 py-1.5"
              aria-current={here ? "true" : undefined}
            >
              <b className="font-semibold">
                {address.model} › {address.sae}
              </b>
              <span className="text-xs">
                {summary.arms.feature
                  ? `score ${formatInterval(summary.arms.feature.score)}`
                  : "not complete"}
              </span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
