import Link from "next/link";
import { formatPercent } from "@/domain/format";
import type { ShownLabel } from "@/domain/labels";
import { pieceLabel } from "@/domain/tokens";
import { featureUrl, type FeatureAddress } from "@/domain/urls";
import type { Example, TokenLogit } from "@/server/procedures/feature/feature-dashboard";
import { ExampleList } from "../components/activation-text/example-list";

export interface ShownFeature {
  address: FeatureAddress;
  label: ShownLabel | null;
  density: number;
  max: number;
  promoted: TokenLogit[];
  examples: Example[];
}

const WINDOW = 16;

export function RandomFeatureView({ feature }: { feature: ShownFeature }) {
  const { address, label, density, max, promoted, examples } = feature;
  return (
    <>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <Link
          href={featureUrl(address)}
          prefetch={false}
          className="link text-[17px] font-semibold [overflow-wrap:anywhere]"
        >
          {label ? <bdi>{label.text}</bdi> : `${address.sae}/${address.index}`}
        </Link>
        <p className="text-soft">
          {label && `${address.sae}/${address.index} · `}active on {formatPercent(density)} of tokens ·
          promotes{" "}
          <bdi className="font-mono text-[12.5px]">
            {promoted.map(({ piece }) => pieceLabel(piece)).join(" ")}
          </bdi>
        </p>
      </div>
      <div className="mt-3">
        <ExampleList examples={examples} max={max} window={WINDOW} breaks={false} />
      </div>
    </>
  );
}

export function RandomFeatureSkeleton() {
  return (
    <div role="status" aria-label="Loading a feature">
      <div className="skeleton h-6 w-40" />
      <div className="mt-4 space-y-4">
        {[92, 84, 88, 76, 90].map((width) => (
          <div key={width} className="skeleton h-6" style={{ width: `${width}%` }} />
        ))}
      </div>
    </div>
  );
}
