import { DefinitionList } from "@/app/components/definition-list";
import { formatCounted, formatMoment } from "@/domain/format";
import type { FeatureDashboard } from "@/server/dashboards/feature-dashboard";

/** What was read to get these numbers. */
export function SourcePanel({ dashboard: { sae } }: { dashboard: FeatureDashboard }) {
  const { collection, corpus, model } = sae;
  return (
    <section className="card md:col-span-2 lg:col-span-1" aria-labelledby="source-title">
      <h2 id="source-title" className="card-title">
        Where this comes from
      </h2>
      <DefinitionList
        rows={[
          ["Model", model.title],
          ["SAE", `${sae.architecture}, ${formatCounted(sae.dSae, "feature")} of width ${sae.dIn}`],
          [
            "Hook",
            <span key="hook" className="font-mono text-[12.5px] break-all">
              {sae.hookName}
            </span>,
          ],
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
    </section>
  );
}
