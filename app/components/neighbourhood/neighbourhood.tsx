"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useEffect, useMemo, useState } from "react";
import { TrpcProvider, useTRPC } from "@/app/trpc/provider";
import type { Distance } from "@/domain/distances";
import { featureUrl, type SaeAddress } from "@/domain/urls";
import { walkUrl } from "@/domain/walk";
import { DistanceTabs } from "./distance-tabs";
import { layOutPoints } from "./lay-out";
import { MemberList } from "./member-list";
import { NeighbourhoodMap } from "./neighbourhood-map";
import { Trail } from "./trail";

interface Props {
  address: SaeAddress;
  /** Features walked through; the last one stands in the middle. */
  walk: readonly number[];
  by?: Distance | undefined;
  /** Members laid out beside the middle. */
  count?: number;
  /** Keep the walk in the address of this page. */
  inAddress?: boolean;
}

/**
 * What is around a feature by a distance of choice: laid out in the browser, named, and walked, where a click makes a
 * neighbour the middle. The list beside it says the same to keyboards and screen readers.
 */
export function Neighbourhood(props: Props) {
  return (
    <TrpcProvider>
      {/* as high as it will be, so that what follows does not move when it comes */}
      <div className="min-h-[33rem]">
        <Walk {...props} />
      </div>
    </TrpcProvider>
  );
}

function Walk({ address, walk: initial, by, count = 60, inAddress = false }: Props) {
  const trpc = useTRPC();
  const [walk, setWalk] = useState(initial);
  const [distance, setDistance] = useState(by);
  const [hovered, setHovered] = useState<number | null>(null);
  const middle = walk.at(-1) ?? 0;
  const { data, error, isPending, isPlaceholderData } = useQuery(
    trpc.map.neighbourhood.queryOptions(
      { address, index: middle, count, distance: distance ?? null },
      { staleTime: Infinity, placeholderData: (before) => before },
    ),
  );
  const places = useMemo(() => (data ? layOutPoints(data.members.length, data.links) : []), [data]);
  useEffect(() => {
    if (inAddress) window.history.replaceState(window.history.state, "", walkUrl(address, walk, distance));
  }, [inAddress, address, walk, distance]);

  const goTo = (index: number) => {
    setHovered(null);
    setWalk((before) => (before.at(-1) === index ? before : [...before, index]));
  };
  if (isPending)
    return <div className="skeleton h-[33rem]" role="img" aria-label="Loading the neighbourhood" />;
  if (error)
    return (
      <p role="alert" className="text-bad">
        The neighbourhood could not be loaded. Load the page again.
      </p>
    );
  if (data.distance === null)
    return (
      <p className="text-soft">
        The features of this SAE have not been compared yet. Workers do that as soon as its directions are
        read; load the page again in a minute.
      </p>
    );
  const names = new Map(data.members.map(({ index, name }) => [index, name]));
  return (
    <div aria-busy={isPlaceholderData}>
      <DistanceTabs distances={data.distances} chosen={data.distance} onChoose={setDistance} />
      <Trail walk={walk} names={names} onBack={(steps) => setWalk(walk.slice(0, steps))} />
      {data.members.length < 2 ? (
        <p className="my-3 text-soft">
          Nothing is near feature {middle} by this distance. Another one may find something.
        </p>
      ) : (
        <div className="grid gap-3.5 md:grid-cols-2">
          <NeighbourhoodMap
            members={data.members}
            links={data.links}
            places={places}
            hovered={hovered}
            onHover={setHovered}
            onChoose={goTo}
          />
          <MemberList members={data.members} onHover={setHovered} hovered={hovered} onChoose={goTo} />
        </div>
      )}
      <p className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-[13px]">
        <Link href={featureUrl({ ...address, index: middle })} prefetch={false} className="link">
          Page of feature {middle}
        </Link>
        {!inAddress && (
          <Link href={walkUrl(address, walk, distance)} prefetch={false} className="link">
            {walk.length > 1 ? "Share this walk" : "Walk from here"}
          </Link>
        )}
      </p>
    </div>
  );
}
