import Link from "next/link";
import type { Distance } from "@/domain/distances";
import { mapPictureUrl, mapUrl } from "@/domain/map-view";
import { featureUrl } from "@/domain/urls";
import { api } from "@/server/caller";
import type { FeatureDashboard } from "@/server/procedures/feature/feature-dashboard";

/** A feature that one can go to. */
interface Near {
  index: number;
  label: string | null;
}

const SHOWN = 6;

/** What is nearest by meaning, or else what fires together, or points the same way. */
async function readNear({
  address,
  relations,
}: FeatureDashboard): Promise<{ near: Near[]; by: Distance | undefined }> {
  const own = { model: address.model, sae: address.sae };
  const by = "meaning";
  const nearest = await api.map.nearest({ address: own, index: address.index, count: SHOWN, distance: by });
  if (nearest.length > 0) {
    const near = await api.map.cards({ address: own, indices: nearest.map(({ id }) => id) });
    return { near, by };
  }
  const others = relations.together?.features.length ? relations.together.features : relations.near;
  const near = others.slice(0, SHOWN).map(({ address: { index }, label }) => ({ index, label }));
  return { near, by: undefined };
}

/** Where one can go from a feature: its nearest, and the map around it. */
export async function Neighbours({ dashboard }: { dashboard: FeatureDashboard }) {
  const { address, label, relations } = dashboard;
  const { near, by } = await readNear(dashboard);
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
          {near.map(({ index, label }) => (
            <li key={index}>
              <Link href={featureUrl({ ...address, index })} prefetch={false} className="hover:text-accent">
                <bdi className="font-medium">{label ?? `feature ${index}`}</bdi>
              </Link>
            </li>
          ))}
        </ul>
        {near.length === 0 && <p className="text-soft">The features have not been compared yet.</p>}
      </div>
      {relations.compared && (
        <Link href={mapUrl(address, { f: address.index, by })} prefetch={false} className="block text-center">
          {/* a picture that the server draws; there is nothing to optimise in it */}
          <img
            src={mapPictureUrl(address, { feature: address.index, by })}
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
