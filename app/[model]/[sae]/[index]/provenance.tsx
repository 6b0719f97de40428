import { DefinitionList } from "@/app/components/definition-list";
import { formatCounted, formatMoment } from "@/domain/format";
import type { FeatureDashboard } from "@/server/procedures/feature/feature-dashboard";

/** What was read to get the numbers of this page, and how to compute them again. */
export function Provenance({ dashboard }: { dashboard: FeatureDashboard }) {
  const { sae } = dashboard;
  const { collection, corpus, model } = sae;
  return (
    <details className="card">
      <summary className="w-fit font-semibold">
        Where these numbers come from, and how to get them again
      </summary>
      <div className="mt-3 grid gap-x-8 gap-y-4 md:grid-cols-2">
        <DefinitionList
          rows={[
            ["Model", model.title],
            ["SAE", `${sae.architecture}, ${formatCounted(sae.dSae, "feature")} of width ${sae.dIn}`],
            ["Read at", <Mono key="hook">{sae.hookName}</Mono>],
            [
              "Corpus",
              corpus ? (
                <>
                  {corpus.title}, {formatCounted(corpus.tokens, "token")}
                  <span className="block text-xs text-soft">{corpus.writtenBy}</span>
                </>
              ) : (
                "none read yet"
              ),
            ],
            [
              "Computed",
              collection?.state === "done" && collection.finishedAt && formatMoment(collection.finishedAt),
            ],
            ["Engine", collection?.engine],
          ]}
        />
        <DefinitionList
          rows={[
            ["Model file", <Mono key="model">{model.weightsSha256}</Mono>],
            ["SAE file", <Mono key="sae">{sae.weightsSha256}</Mono>],
            ["Text file", corpus && <Mono key="corpus">{corpus.sha256}</Mono>],
          ]}
        />
      </div>
      <p className="mt-4 max-w-[70ch] text-soft">
        Files with these SHA-256 sums give exactly these numbers, however many workers compute them. This
        command reads the text again:
      </p>
      <pre
        className="mt-2 overflow-x-auto rounded-control bg-sunken p-3 font-mono text-[12.5px]"
        tabIndex={0}
      >
        {command(dashboard)}
      </pre>
    </details>
  );
}

function Mono({ children }: { children: string }) {
  return <span className="font-mono text-[12.5px] break-all">{children}</span>;
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
