import Link from "next/link";
import { formatCounted } from "@/domain/format";
import { randomFeatureUrl, type SaeAddress } from "@/domain/urls";
import type { FeatureDashboard } from "@/server/procedures/feature/feature-dashboard";

const SKELETON_ROWS = [0.92, 0.8, 0.87, 0.71, 0.9];

/** In place of examples: why there are none, and what to do. */
export function NoActivations({ dashboard, waiting }: { dashboard: FeatureDashboard; waiting: boolean }) {
  const { address, sae, statistics } = dashboard;
  return (
    <section aria-labelledby="examples-title">
      <h2 id="examples-title" className="text-lg font-semibold tracking-tight">
        {waiting
          ? "No examples yet"
          : statistics
            ? "This feature was never active"
            : "Nothing has been read for it yet"}
      </h2>
      <p className="mt-1 max-w-[62ch] text-soft">{explanation(dashboard, waiting)}</p>
      {waiting && !statistics && (
        <div className="mt-4 space-y-3" aria-hidden="true">
          {SKELETON_ROWS.map((share, i) => (
            <div key={i} className="skeleton h-6" style={{ width: `${share * 100}%` }} />
          ))}
        </div>
      )}
      {(sae.collection?.featuresActive ?? 0) > 0 && (
        <Link href={randomFeatureUrl(address)} prefetch={false} className="control mt-4">
          Show a feature with examples
        </Link>
      )}
    </section>
  );
}

function explanation({ address, sae, statistics }: FeatureDashboard, waiting: boolean): string {
  if (waiting && statistics)
    return `It has not been above zero on the ${formatCounted(statistics.tokensSeen, "token")} read so far. Examples appear here as soon as it is.`;
  if (sae.collection?.state === "queued")
    return "The corpus has not been read yet; examples appear here once it is.";
  if (waiting) return "Workers are reading the corpus; examples appear here as their results are merged.";
  if (statistics)
    return `It was zero at all ${formatCounted(statistics.tokensSeen, "token")} of the corpus: dead, as far as this text can tell. Other text may still turn it on.`;
  return sae.collection
    ? `The last collection ended before any of its results were merged. Run it again with ${command(address)}.`
    : `No corpus has been read with this SAE. Start with ${command(address)}.`;
}

function command({ model, sae }: SaeAddress): string {
  return `npm run featurescope -- collect ${model}/${sae}`;
}
