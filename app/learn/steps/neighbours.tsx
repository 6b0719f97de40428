import Link from "next/link";
import { mapPictureUrl, mapUrl } from "@/domain/map-view";
import { featureUrl } from "@/domain/urls";
import { api } from "@/server/caller";
import type { FeatureDashboard } from "@/server/procedures/feature/feature-dashboard";

const SHOWN = 6;

/** Where one can go from a feature: its nearest, and the map around it. */
export async function Neighbours({ dashboard }: { dashboard: FeatureDashboard }) {
  const {
    address: { index: own, ...address },
    label,
  } = dashboard;
  const { members, distance } = await api.map.neighbourhood({
    ...{ address, index: own },
    ...{ count: SHOWN, distance: null },
  });
  const by = distance ?? undefined;
  return (
    <div className="grid items-center gap-5 sm:grid-cols-[1fr_220px]">
      <div>
        <p className="mb-2">
          From{" "}
          <Link href={featureUrl({ ...address, index: own })} prefetch={false} className="link font-medium">
            <bdi>{label?.text ?? `feature ${own}`}</bdi>
          </Link>{" "}
          you can go to
        </p>
        <ul className="space-y-1.5">
          {members.slice(1).map(({ index, name }) => (
            <li key={index}>
              <Link href={featureUrl({ ...address, index })} prefetch={false} className="hover:text-accent">
                <bdi className="font-medium">{name || `feature ${index}`}</bdi>
              </Link>
            </li>
          ))}
        </ul>
        {members.length < 2 && <p className="text-soft">The features have not been compared yet.</p>}
      </div>
      {members.length > 1 && (
        <Link href={mapUrl(address, { f: own, by })} prefetch={false} className="block text-center">
          {/* a picture that the server draws; there is nothing to optimise in it */}
          <img
            src={mapPictureUrl(address, { feature: own, by })}
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
