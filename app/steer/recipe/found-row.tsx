import { formatActivation, formatPercent } from "@/domain/format";
import type { FoundSteerable } from "@/server/procedures/steer/find-features";
import { SteersMark, steersTip } from "./steers-mark";

interface Props {
  feature: FoundSteerable;
  /** Output score; null where it cannot be measured, undefined while it is. */
  score: number | null | undefined;
  note?: string | null;
  onChoose: () => void;
}

/** A feature that may be added: label, address, how well it steers and how strong it gets. */
export function FoundRow({ feature, score, note, onChoose }: Props) {
  const { sae, feature: index, label, max, density } = feature;
  return (
    <li>
      <button
        type="button"
        className="flex w-full items-baseline justify-between gap-3 py-1.5 text-left hover:text-accent"
        data-tip={steersTip(score)}
        onClick={onChoose}
      >
        <span className="min-w-0">
          <span className="font-medium">{label ?? `Feature ${index}`}</span>{" "}
          <span className="text-xs text-soft">
            {sae}/{index}
            {note && ` · ${note}`}
          </span>
        </span>
        <span className="shrink-0 text-right text-xs text-soft">
          <SteersMark score={score} silent />
          <br />
          {max === null
            ? "never seen active"
            : `max ${formatActivation(max)} · ${formatPercent(density ?? 0)}`}
        </span>
      </button>
    </li>
  );
}
