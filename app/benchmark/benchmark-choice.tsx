import Link from "next/link";
import { formatCounted } from "@/domain/format";
import { formatInterval } from "@/domain/steering-answer";
import { benchmarkUrl, type ResultAddress } from "@/domain/urls";
import type { MeasuredSae } from "@/server/procedures/benchmark/queries";

/** The SAEs that were measured, each with the score of its features, and their earlier results. */
export function BenchmarkChoice({
  measured,
  shown,
}: {
  measured: readonly MeasuredSae[];
  shown: ResultAddress;
}) {
  return (
    <ul className="mt-4 flex flex-wrap gap-2" aria-label="SAEs that were measured">
      {measured.map(({ address, features, prompts, summary }) => {
        const here = benchmarkUrl(address) === benchmarkUrl(shown);
        return (
          <li key={benchmarkUrl(address)}>
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
                {formatCounted(features, "feature")}, {formatCounted(prompts, "prompt")} ·{" "}
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
