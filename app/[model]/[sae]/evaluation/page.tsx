import type { Metadata } from "next";
import { Breadcrumb } from "@/app/components/breadcrumb";
import { notFoundIfMissing } from "@/app/components/not-found-if-missing";
import { readSaeAddress, type SaePageProps } from "@/app/components/sae-params";
import { singleValues } from "@/app/components/search-params";
import { Shell } from "@/app/components/shell";
import { isUnfinished } from "@/domain/collection-progress";
import { formatCounted, formatDuration, formatMoment } from "@/domain/format";
import { evaluationFileUrl } from "@/domain/urls";
import { api } from "@/server/caller";
import { DensityPanel } from "../density-panel";
import { AbsorptionPanel } from "./absorption-panel";
import { evaluationColumns } from "./columns";
import { readOrder } from "./concept-order";
import { FigureTable } from "./figure-table";
import { evaluationFigures } from "./figures";
import { Formulas } from "./formulas";
import { MeasureButton } from "./measure-button";
import { ProbingPanel } from "./probing-panel";

export async function generateMetadata({ params }: SaePageProps): Promise<Metadata> {
  const { model, sae } = await readSaeAddress(params);
  return {
    title: `How good is ${sae} of ${model}?`,
    description: `Figures of the sparse autoencoder ${sae} on ${model}, beside those of its controls.`,
  };
}

/** How good an SAE is: every figure beside its controls. `?by=` sorts the concepts. */
export default async function EvaluationPage({ params, searchParams }: SaePageProps) {
  const address = await readSaeAddress(params);
  const by = readOrder(singleValues(await searchParams).by);
  const view = await api.evaluation.get(address).catch(notFoundIfMissing);
  const { sae, result, at, densities, measuring } = view;
  const figures = evaluationFigures(view);
  const { collection } = sae;
  return (
    <Shell within={address}>
      <Breadcrumb address={address} part="evaluation" />
      <h1 className="mt-2">How good is {sae.slug}?</h1>
      <p className="mt-1 mb-3 max-w-[78ch] text-soft">
        Each figure stands beside the same one of controls that should do worse: where a control does as well,
        the figure says nothing of what this SAE has learnt.
      </p>
      <div className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-2 text-[13px] text-soft">
        {result && at ? (
          <>
            <p>
              Probes and letters: {formatCounted(result.tokens, "token")}, {formatMoment(at)}, in{" "}
              {formatDuration(result.seconds)}
            </p>
            <a href={evaluationFileUrl(address)} className="control" download>
              JSON
            </a>
          </>
        ) : (
          <p>Probes and letters are measured once the labels are written.</p>
        )}
        {measuring && collection?.state === "done" && (
          <MeasureButton address={address} job={measuring.job} measured={result !== null} />
        )}
      </div>
      <div className="grid items-start gap-3.5 lg:grid-cols-2">
        <FigureTable figures={figures} columns={evaluationColumns(view)} />
        <div className="flex min-w-0 flex-col gap-3.5">
          <DensityPanel
            address={address}
            densities={densities}
            waiting={collection !== null && isUnfinished(collection.state)}
          />
          {result && <AbsorptionPanel address={address} letters={result.letters} />}
        </div>
        {result && (
          <div className="min-w-0 lg:col-span-2">
            <ProbingPanel address={address} concepts={result.concepts} by={by} />
          </div>
        )}
        <div className="lg:col-span-2">
          <Formulas figures={figures} />
        </div>
      </div>
    </Shell>
  );
}
