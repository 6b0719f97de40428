import Link from "next/link";
import { featureUrl, type SaeAddress } from "@/domain/urls";
import type { FeatureNearVector } from "@/server/procedures/vector/queries";

/** Features by the cosine of their decoder direction with a vector. */
export function NearFeatures({
  title,
  address,
  features,
}: {
  title: string;
  address: SaeAddress;
  features: readonly FeatureNearVector[];
}) {
  return (
    <section className="card min-w-0" aria-label={title}>
      <h2 className="card-title">{title}</h2>
      <p className="mb-1 text-xs text-soft">
        By the cosine of the direction that the feature writes in, with the vector.
      </p>
      <ol className="divide-y divide-line text-[13px]">
        {features.map(({ index, cosine, label }) => (
          <li key={index} className="flex items-baseline justify-between gap-3 py-1.5">
            <Link
              href={featureUrl({ ...address, index })}
              prefetch={false}
              className="min-w-0 [overflow-wrap:anywhere] hover:text-accent"
            >
              {label === null ? (
                `Feature ${index}`
              ) : (
                <>
                  <bdi>{label}</bdi> <span className="text-xs text-soft">{index}</span>
                </>
              )}
            </Link>
            <span className="shrink-0 tabular-nums">{cosine.toFixed(3).replace("-", "−")}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
