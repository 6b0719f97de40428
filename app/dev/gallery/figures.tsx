import { HistogramPanel } from "@/app/[model]/[sae]/[index]/histogram-panel";
import { LogitsPanel } from "@/app/[model]/[sae]/[index]/logits-panel";
import { DensityPanel } from "@/app/[model]/[sae]/density-panel";
import { Curve } from "@/app/admin/train/[id]/curve";
import { DoseFigure } from "@/app/benchmark/dose-figure";
import { BarChart } from "@/app/components/bar-chart";
import { DENSITIES, DOSE_CURVE, STATISTICS } from "./samples";
import { DONE } from "./seeded";
import { Specimen } from "./specimen";

const BARS = [1, 12, 140, 2300, 41, 0, 3].map((count) => ({ count, tip: `${count} tokens` }));
const LOSSES = [0.9, 0.41, 0.24, 0.17, 0.15].map((value, i) => ({ step: i * 1000, value }));

/** Whatever is drawn from numbers. */
export function FigureSpecimens() {
  return (
    <>
      <Specimen
        name="BarChart"
        states={[["counts", <BarChart key="bars" bars={BARS} label="Seven counts" fill="fill-accent/70" />]]}
      />
      <Specimen
        name="HistogramPanel"
        states={[
          ["of an active feature", <HistogramPanel key="active" statistics={STATISTICS} waiting={false} />],
          [
            "of a dead one",
            <HistogramPanel key="dead" statistics={{ ...STATISTICS, activeTokens: 0 }} waiting={false} />,
          ],
          ["waiting", <HistogramPanel key="waiting" statistics={null} waiting />],
          ["nothing to come", <HistogramPanel key="none" statistics={null} waiting={false} />],
        ]}
      />
      <Specimen
        name="LogitsPanel"
        states={[
          ["of a feature", <LogitsPanel key="some" statistics={STATISTICS} waiting={false} />],
          ["waiting", <LogitsPanel key="waiting" statistics={null} waiting />],
        ]}
      />
      <Specimen
        name="DensityPanel"
        states={[
          ["of an SAE", <DensityPanel key="some" address={DONE} densities={DENSITIES} waiting={false} />],
          ["waiting", <DensityPanel key="waiting" address={DONE} densities={null} waiting />],
        ]}
      />
      <Specimen
        name="Curve"
        states={[
          ["half of a run", <Curve key="some" title="FVU" points={LOSSES} steps={8000} digits={3} />],
          ["nothing measured yet", <Curve key="none" title="FVU" points={[]} steps={8000} digits={3} />],
        ]}
      />
      <Specimen
        name="DoseFigure"
        states={[["one arm", <DoseFigure key="arm" title="the feature" curve={DOSE_CURVE} chosenDose={4} />]]}
      />
    </>
  );
}
