import Link from "next/link";
import {
  BENCHMARK_ARMS,
  type BenchmarkArm,
  type BenchmarkCell,
  type BenchmarkFeature,
} from "@/domain/steering-benchmark";
import { featureUrl, type SaeAddress } from "@/domain/urls";
import { CellList } from "./cell-list";
import { DoseFigure } from "./dose-figure";

/** Arms with doses, in the order in which they are looked at. */
const DRAWN = [
  "feature",
  "wrong-sign",
  "random-feature",
  "random-direction",
  "diff-mean",
  "double",
  "vector",
] as const satisfies readonly BenchmarkArm[];

interface Props {
  address: SaeAddress;
  feature: BenchmarkFeature;
  cells: readonly BenchmarkCell[];
  prompts: readonly string[];
}

/** One feature in full: every arm by dose, its lexicon, and texts. */
export function FeatureDetails({ address, feature, cells, prompts }: Props) {
  const { label, lexicon, arms } = feature;
  return (
    <section className="card mt-3.5" aria-labelledby="feature-title">
      <h2 id="feature-title" className="card-title">
        {label ?? `Feature ${feature.feature}`},{" "}
        <Link href={featureUrl({ ...address, index: feature.feature })} prefetch={false} className="link">
          feature {feature.feature}
        </Link>
      </h2>
      <p className="mb-3 max-w-[78ch] text-[13px] text-soft">
        {lexicon.length > 0
          ? `Its lexicon, from passages that were kept aside: ${lexicon.slice(0, 16).join(", ")}.`
          : "Too few words stand out around it for a lexicon: its concept is its firing alone."}
      </p>
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {DRAWN.map((name) => {
          const arm = arms[name];
          return (
            arm && (
              <DoseFigure
                key={name}
                title={BENCHMARK_ARMS[name]}
                curve={arm.curve}
                chosenDose={arm.chosenDose}
              />
            )
          );
        })}
      </div>
      <h3 className="mt-5 mb-1 font-semibold">What was written</h3>
      <CellList cells={cells} prompts={prompts} />
    </section>
  );
}
