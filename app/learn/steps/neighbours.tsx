import Link from "next/link";
import { mapPictureUrl, mapUrl } from "@/domain/map-view";
import { featureUrl } from "@/domain/urls";
import { api } from "@/server/caller";
import type { FeatureDashboard } from "@/server/procedures/feature/feature-dashboard";

/** A feature that one can go to. */
interface Near {
  index: number;
  label: string | null;
  tokens: string;
}

const SHOWN = 6;

/** What is nearest by meaning, or else what fires together, or points the same way. */
async function readNear({ address, relations }: FeatureDashboard): Promise<Near[]> {
  const own = { model: address.model, sae: address.sae };
  const nearest = await api.map.nearest({
    ...{ address: own, index: address.index },
    ...{ count: SHOWN, distance: "meaning" },
  });
  if (nearest.length > 0) return api.map.cards({ address: own, indices: nearest.map(({ id }) => id) });
  const others = relations.together?.features.length ? relations.together.features : relations.near;
  return others
    .slice(0, SHOWN)
    .map(({ address: { index }, label, tokens }) => ({ index, label, tokens: tokens.join(", ") }));
}

/** Where one can go from a feature: its nearest, and the map around it. */
export async function Neighbours({ dashboard }: { dashboard: FeatureDashboard }) {
  const { address, label, relations } = dashboard;
  const near = await readNear(dashboard);
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
          {near.map(({ index, label, tokens }) => (
            <li key={index}>
              <Link href={featureUrl({ ...address, index })} prefetch={false} className="hover:text-accent">
                <bdi className="font-medium">{label ?? `feature ${index}`}</bdi>{" "}
                <span className="text-xs text-soft">{tokens}</span>
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
            src={mapPictureUrl(address, { feature: address.index })}
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
