import type { Metadata } from "next";
import { singleValues, type SearchParams } from "@/app/components/search-params";
import { ProblemView } from "@/app/components/problem-view";
import { Shell } from "@/app/components/shell";
import { api } from "@/server/caller";
import type { MeasuredSae } from "@/server/procedures/benchmark/queries";
import { BenchmarkChoice } from "./benchmark-choice";
import { BenchmarkView } from "./benchmark-view";
import { MeasureForm } from "./measure-form";

export const metadata: Metadata = {
  title: "Does steering work?",
  description:
    "How well features of a language model steer what it writes, measured beside controls and without a judge.",
};

/**
 * What the steering benchmark found: `?in=model/sae`, one of its features in full: `&f=12`, and another result of the same SAE
 * than the latest: `&run=0123456789ab`.
 */
export default async function BenchmarkPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = singleValues(await searchParams);
  const [measured, [first, ...others]] = await Promise.all([
    api.benchmark.list(),
    api.benchmark.listMeasurable(),
  ]);
  const form = first && <MeasureForm saes={[first, ...others]} />;
  const isAsked = ({ address, run }: MeasuredSae) =>
    `${address.model}/${address.sae}` === params.in &&
    (params.run === undefined ? address.run === undefined : params.run === run);
  const one = params.in === undefined ? measured[0] : measured.find(isAsked);
  if (!one)
    return (
      <Shell>
        <ProblemView
          kind="Does steering work?"
          message={
            measured.length > 0
              ? `“${params.in?.slice(0, 120)}” has not been measured here.`
              : "Nothing has been measured here yet."
          }
          hint="npm run featurescope -- evaluate-steering MODEL/SAE measures how well the features of an SAE steer."
        />
        {form}
      </Shell>
    );
  const { address } = one;
  const { result, audits } = await api.benchmark.get({ address });
  const asked = /^\d{1,9}$/.test(params.f ?? "") ? Number(params.f) : null;
  const feature = result.features.find(({ feature }) => feature === asked) ?? null;
  const cells = feature ? await api.benchmark.listCells({ address, feature: feature.feature }) : [];
  return (
    <Shell within={address}>
      <h1>Does steering work?</h1>
      <p className="mt-1 max-w-[78ch] text-soft">
        A feature is turned up while the model writes. Does the text become about it, more than by chance, and
        is it still language? Measured without a judge, beside controls that should fail.
      </p>
      <BenchmarkChoice measured={measured} shown={address} />
      <BenchmarkView
        address={address}
        result={result}
        audits={audits}
        feature={feature}
        cells={cells}
        beyond={asked !== null && !feature}
      />
      {form}
    </Shell>
  );
}
