import { FactList } from "@/app/components/fact-list";
import { formatCount } from "@/domain/format";
import type { BenchmarkAudit } from "@/domain/steering-audit";
import { answerOf } from "@/domain/steering-answer";
import type { BenchmarkCell, BenchmarkFeature, BenchmarkResult } from "@/domain/steering-benchmark";
import { benchmarkFileUrl, type ResultAddress } from "@/domain/urls";
import { ArmFigure } from "./arm-figure";
import { ArmTable } from "./arm-table";
import { Audits } from "./audits";
import { FeatureDetails } from "./feature-details";
import { FeatureRows } from "./feature-rows";
import { Method } from "./method";
import { PredictorTable } from "./predictor-table";

interface Props {
  address: ResultAddress;
  result: Omit<BenchmarkResult, "cells">;
  audits: readonly BenchmarkAudit[];
  /** The feature that the address asks for, with the texts of it that are kept. */
  feature: BenchmarkFeature | null;
  cells: readonly BenchmarkCell[];
  /** Whether the address asks for a feature that was not measured. */
  beyond: boolean;
}

/** The answer first, then what it rests on, from the arms down to single texts. */
export function BenchmarkView({ address, result, audits, feature, cells, beyond }: Props) {
  const { manifest, summary, features } = result;
  const answer = answerOf(summary);
  return (
    <>
      <section className="card mt-4" aria-labelledby="answer-title">
        <h2 id="answer-title" className="card-title">
          The answer
        </h2>
        {answer ? (
          <p className="max-w-[78ch] text-[17px]">
            {answer.found} {answer.picked} {answer.asked}
          </p>
        ) : (
          <p className="text-soft">Without a control arm there is none.</p>
        )}
        <div className="mt-3">
          <FactList
            facts={[
              { name: "features", value: formatCount(features.length) },
              { name: "prompts", value: formatCount(manifest.grid.prompts.length) },
              { name: "doses", value: formatCount(manifest.grid.doses.length) },
              {
                name: "above every control",
                value: `${formatCount(summary.aboveControls)} of ${formatCount(summary.features)}`,
                tip: "Features whose score is above that of the wrong sign, the random feature and the random direction",
              },
            ]}
          />
        </div>
      </section>
      <section className="card mt-3.5" aria-labelledby="arms-title">
        <h2 id="arms-title" className="card-title">
          The feature and its controls
        </h2>
        <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Scores of the arms">
          <ArmFigure summary={summary} />
        </div>
        <div className="mt-4">
          <ArmTable label="Figures of the arms" summary={summary} />
        </div>
        {summary.bestPredicted && (
          <>
            <h3 className="mt-5 mb-1 font-semibold">
              The {summary.bestPredicted.features} features that their output score puts first
            </h3>
            <ArmTable label="Figures of the arms, best predicted features" summary={summary.bestPredicted} />
          </>
        )}
        {manifest.leftOut.map(({ arm, why }) => (
          <p key={arm} className="mt-2 text-[13px] text-soft">
            Left out: {arm} ({why}).
          </p>
        ))}
      </section>
      {feature && (
        <FeatureDetails address={address} feature={feature} cells={cells} prompts={manifest.grid.prompts} />
      )}
      {beyond && (
        <p role="status" className="mt-3.5 text-soft">
          That feature was not measured; these were.
        </p>
      )}
      <section className="card mt-3.5" aria-labelledby="features-title">
        <h2 id="features-title" className="card-title">
          Features, those first that steer best
        </h2>
        <FeatureRows address={address} features={features} chosen={feature?.feature ?? null} />
      </section>
      <section className="card mt-3.5" aria-labelledby="predictors-title">
        <h2 id="predictors-title" className="card-title">
          Can one know beforehand?
        </h2>
        <PredictorTable predictors={summary.predictors} best={summary.best} />
      </section>
      <section className="card mt-3.5" aria-labelledby="method-title">
        <h2 id="method-title" className="card-title">
          How it was measured
        </h2>
        <Method grid={manifest.grid} chosen={manifest.features.chosen} />
        <p className="mt-3 flex flex-wrap gap-2">
          {["json", "csv", "parquet"].map((format) => (
            <a key={format} href={benchmarkFileUrl(address, format)} className="control" download>
              {format === "json" ? "JSON" : format === "csv" ? "CSV" : "Parquet"}
            </a>
          ))}
        </p>
        <p className="mt-2 max-w-[78ch] text-[13px] text-soft">
          The JSON holds everything with the hashes of weights and texts. On another instance,{" "}
          <code>npm run featurescope -- audit FILE</code> writes a random share of the texts again and says
          which hashes agree.
        </p>
        <Audits audits={audits} />
      </section>
    </>
  );
}
