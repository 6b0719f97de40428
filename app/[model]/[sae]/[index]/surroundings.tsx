import Link from "next/link";
import { Neighbourhood } from "@/app/components/neighbourhood/neighbourhood";
import { mapUrl } from "@/domain/map-view";
import type { FeatureAddress } from "@/domain/urls";

/** The features around this one, laid out, and a way to the map of all. */
export function Surroundings({ address }: { address: FeatureAddress }) {
  return (
    <section className="card flex flex-col" aria-labelledby="surroundings-title">
      <div className="flex items-baseline justify-between gap-3">
        <h2 id="surroundings-title" className="card-title">
          Its neighbourhood
        </h2>
        <Link href={mapUrl(address, { f: address.index })} prefetch={false} className="link text-xs">
          Show on the map
        </Link>
      </div>
      <Neighbourhood address={address} walk={[address.index]} />
    </section>
  );
}
