import Link from "next/link";
import { mapPictureUrl, mapUrl } from "@/domain/map-view";
import { featureUrl } from "@/domain/urls";
import type { FeatureDashboard } from "@/server/procedures/feature/feature-dashboard";

const SHOWN = 6;

/** Where one can go from a feature: its nearest, and the map around it. */
export function Neighbours({ dashboard: { address, label, relations } }: { dashboard: FeatureDashboard }) {
  const near = (relations.together?.features.length ? relations.together.features : relations.near).slice(
    0,
    SHOWN,
  );
  return (
    <div className="grid items-center gap-5 sm:grid-cols-[1fr_220px]">
      <div>
        <p className="mb-2">
          From{" "}
          <Link href={featureUrl(address)} prefetch={false} className="link font-medium">
            <bdi>{label?.text ?? `feature ${address.index}`}</bdi>
          </Link>{" "}
          you can go to
        </p>
        <ul className="space-y-1.5">
          {near.map((feature) => (
            <li key={feature.address.index}>
              <Link href={featureUrl(feature.address)} prefetch={false} className="hover:text-accent">
                <bdi className="font-medium">{feature.label ?? `feature ${feature.address.index}`}</bdi>{" "}
                <span className="text-xs text-soft">{feature.tokens.join(", ")}</span>
              </Link>
            </li>
          ))}
        </ul>
        {near.length === 0 && <p className="text-soft">The features have not been compared yet.</p>}
      </div>
      {relations.compared && (
        <Link href={mapUrl(address, { f: address.index })} prefetch={false} className="block text-center">
          {/* a picture that the server draws; there is nothing to optimise in it */}
          <img
            src={mapPictureUrl(address, address.index)}
            alt=""
            width={220}
            height={220}
            loading="lazy"
            className="mx-auto aspect-square w-full max-w-56"
          />
          <span className="link">Open the map here</span>
        </Link>
      )}
    </div>
  );
}
