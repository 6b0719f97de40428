import type { LayerStep, LayerTrail, TrailEnd } from "@/domain/layer-trail";
import type { FeatureAddress } from "@/domain/urls";
import { KinLine } from "./kin-line";

const TIP = "Cosine of its decoder direction to that of the feature beside it, towards the one asked for";

interface Props {
  trail: LayerTrail;
  /** The feature that was asked for. */
  here: FeatureAddress;
}

/** The same feature from the first layer where it is found to the last, one line each. */
export function LayerSteps({ trail, here }: Props) {
  const { steps, before, after, hook } = trail;
  return (
    <section className="card min-w-0 scroll-mt-4" id="layers" aria-labelledby="layers-title">
      <h2 id="layers-title" className="card-title">
        Feature {here.index} of {here.sae} through the layers · {hook}
      </h2>
      <p className="mb-2 max-w-[78ch] text-[13px] text-soft">
        In every other layer, this is the feature whose decoder direction is nearest to that of the feature
        one layer closer to the one you asked for. Below its name are words that both have in their examples.
      </p>
      <ol aria-label="Through the layers" className="ml-1 border-l border-line-strong">
        {before && <End end={before} />}
        {steps.map((step) => (
          <Step key={step.sae} step={step} model={here.model} isHere={step.cosine === null} />
        ))}
        {after && <End end={after} />}
      </ol>
    </section>
  );
}

function Step({ step, model, isHere }: { step: LayerStep; model: string; isHere: boolean }) {
  const { layer, sae, index, name, cosine, mutual, shared } = step;
  return (
    <li className="flex items-baseline gap-3 py-1 pl-3">
      <span className="w-16 shrink-0 text-[13px] text-soft">layer {layer}</span>
      <KinLine
        address={{ model, sae, index }}
        name={name}
        isHere={isHere}
        kinship={
          cosine === null
            ? null
            : {
                figure: cosine.toFixed(3),
                tip: TIP,
                shared,
                note: mutual ? undefined : "another feature is nearer to it",
              }
        }
      />
    </li>
  );
}

function End({ end: { layer, sae, cosine } }: { end: TrailEnd }) {
  return (
    <li className="flex items-baseline gap-3 py-1 pl-3 text-soft">
      <span className="w-16 shrink-0 text-[13px]">layer {layer}</span>
      <span className="min-w-0 flex-1">
        {cosine === null
          ? `${sae} has not been compared yet.`
          : `No feature of ${sae} is near enough: the nearest has a cosine of ${cosine.toFixed(3)}.`}
      </span>
    </li>
  );
}
