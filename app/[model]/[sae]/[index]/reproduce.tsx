import type { FeatureDashboard } from "@/server/dashboards/feature-dashboard";

/** Everything that fixes the numbers of this page: the files by hash, and the command that computes them again. */
export function Reproduce({ dashboard }: { dashboard: FeatureDashboard }) {
  const { sae } = dashboard;
  const hashes: readonly (readonly [string, string | undefined])[] = [
    ["model sha256", sae.model.weightsSha256],
    ["SAE sha256", sae.weightsSha256],
    ["corpus sha256", sae.corpus?.sha256],
  ];
  return (
    <details className="card mt-8">
      <summary className="w-fit font-semibold">Reproduce</summary>
      <p className="mt-2 max-w-[70ch] text-soft">
        These files fix the numbers of this page, with any number of workers. The command reads the corpus
        again.
      </p>
      <dl className="mt-3 grid gap-x-4 gap-y-1 sm:grid-cols-[auto_1fr]">
        {hashes.map(([name, hash]) => (
          <div key={name} className="contents">
            <dt className="text-soft">{name}</dt>
            <dd className="font-mono text-[12.5px] break-all">{hash ?? "–"}</dd>
          </div>
        ))}
      </dl>
      <pre
        className="mt-3 overflow-x-auto rounded-control bg-sunken p-3 font-mono text-[12.5px]"
        tabIndex={0}
      >
        {command(dashboard)}
      </pre>
    </details>
  );
}

function command({ address, sae }: FeatureDashboard): string {
  return [
    `npm run featurescope -- collect ${address.model}/${address.sae}`,
    sae.corpus && `--corpus ${sae.corpus.slug}`,
    sae.collection?.passages && `--passages ${sae.collection.passages}`,
  ]
    .filter(Boolean)
    .join(" ");
}
