import Link from "next/link";
import { ActivationText } from "@/app/components/activation-text/activation-text";
import type { PassageToShow } from "@/app/components/activation-text/segments";
import { steeringRunUrl, steerUrl } from "@/domain/urls";
import { isOver } from "@/domain/steering-run";
import type { SteeredPairView } from "@/server/procedures/showcase/steered-pair";
import type { RunView, ShownToken } from "@/server/procedures/steer/run-view";

const SKELETON = [0.94, 0.88, 0.97, 0.71];

/** A text as the model writes it, and the same with one feature turned; both can be written again. */
export function SteeredPair({ pair }: { pair: SteeredPairView }) {
  const { title, recipe, run } = pair;
  const [feature] = recipe.features;
  const playground = run
    ? steeringRunUrl(run.id)
    : steerUrl(recipe.model, feature ? [`${feature.sae}/${feature.feature}`] : []);
  return (
    <section className="card p-4 sm:p-5" aria-labelledby="pair-title">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 id="pair-title" className="text-lg font-semibold tracking-tight">
          {title}
        </h2>
        <Link href={playground} prefetch={false} className="control">
          Turn it yourself
        </Link>
      </div>
      <p className="mt-1 text-soft">
        {recipe.chat ? "Asked: " : "The beginning is given: "}
        <bdi className="text-ink">“{recipe.prompt}”</bdi>
        {recipe.chat ? " The model answers." : ". The model writes the rest."}
      </p>
      <div className="mt-3 grid gap-x-7 gap-y-4 md:grid-cols-2">
        <PairText title="As it is" run={run} text={0} />
        <PairText title="With the idea turned up" run={run} text={1} />
      </div>
    </section>
  );
}

/** One of the two texts. @param text 0 as it is, 1 steered */
export function PairText({ title, run, text }: { title: string; run: RunView | null; text: number }) {
  const passage = run && passageOf(run, text);
  return (
    <div>
      <h3 className="mb-1 text-xs font-semibold text-soft">{title}</h3>
      {passage && passage.pieces.length > 1 ? (
        <p className="text-[15px] leading-7">
          <ActivationText passage={passage} max={maximumOf(run)} window={passage.pieces.length} />
          {!isOver(run.status.state) && <span className="caret" aria-hidden="true" />}
        </p>
      ) : (
        <div className="space-y-2" role="status" aria-label="The model has not written this yet">
          {SKELETON.map((share) => (
            <div key={share} className="skeleton h-5" style={{ width: `${share * 100}%` }} />
          ))}
          <p className="text-xs text-soft">
            {run ? "The model is writing." : "The model writes this once a worker is free."}
          </p>
        </div>
      )}
    </div>
  );
}

/** What was written, coloured by the feature that is turned. */
function passageOf({ steps }: RunView, text: number): PassageToShow {
  const written = steps
    .map((step) => step[text])
    .filter((token): token is ShownToken & { piece: string } => token?.piece != null);
  const values = written.map(({ read }) => read[0] ?? 0);
  const active = values.flatMap((value, i) => (value > 0 ? [i] : []));
  return {
    // the first place is that of BOS, which is not shown
    pieces: ["", ...written.map(({ piece }) => piece)],
    peak: 0,
    positions: active.map((i) => i + 1),
    values: active.map((i) => values[i] ?? 0),
  };
}

function maximumOf({ sources, steps }: RunView): number {
  const largest = Math.max(...steps.flat().map((token) => token?.read[0] ?? 0), Number.MIN_VALUE);
  return sources.features[0]?.max ?? largest;
}
