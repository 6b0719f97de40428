import Link from "next/link";
import { mapPictureUrl, mapUrl } from "@/domain/map-view";
import type { SaeAddress } from "@/domain/urls";

/** The map as a thumbnail that leads to it. */
export function MapPanel(props: { address: SaeAddress; features: number; mapped: boolean }) {
  const { address, features, mapped } = props;
  return (
    <section className="card flex flex-1 flex-col" aria-labelledby="map-title">
      <h2 id="map-title" className="card-title">
        Map
      </h2>
      {features === 1 ? (
        <p className="text-soft">A map needs more than one feature.</p>
      ) : mapped ? (
        <Link
          href={mapUrl(address)}
          prefetch={false}
          aria-label="Open the map"
          className="m-auto block w-full max-w-36"
        >
          {/* drawn by the server, so that there is nothing to optimise in it */}
          <img src={mapPictureUrl(address)} alt="" loading="lazy" className="aspect-square w-full" />
        </Link>
      ) : (
        <p className="text-soft">Workers lay it out once they have compared the directions of this SAE.</p>
      )}
    </section>
  );
}
