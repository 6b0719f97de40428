import Link from "next/link";
import { mapPictureUrl, mapUrl } from "@/domain/map-view";
import type { FeatureAddress } from "@/domain/urls";
import type { Relations } from "@/server/dashboards/relations";

/** The features around this one, as a picture that leads to the map. */
export function Surroundings({ address, relations }: { address: FeatureAddress; relations: Relations }) {
  const map = mapUrl(address, { f: address.index });
  return (
    <section className="card flex flex-col" aria-labelledby="mini-map-title">
      <div className="flex items-baseline justify-between gap-3">
        <h2 id="mini-map-title" className="card-title">
          Its neighbourhood
        </h2>
        <Link href={map} prefetch={false} className="link text-xs">
          Show on the map
        </Link>
      </div>
      {relations.compared ? (
        <Link href={map} prefetch={false} aria-label="Open the map at this feature" className="my-auto">
          {/* a picture that the server draws; there is nothing to optimise in it */}
          <img
            src={mapPictureUrl(address, address.index)}
            alt=""
            width={256}
            height={256}
            className="mx-auto aspect-square w-full max-w-64"
          />
        </Link>
      ) : (
        <p className="text-soft">
          The features of this SAE have not been compared with each other yet. That follows when its text has
          been read.
        </p>
      )}
    </section>
  );
}
