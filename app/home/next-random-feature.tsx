"use client";

import { useQuery } from "@tanstack/react-query";
import { TrpcProvider, useTRPCClient } from "../trpc/provider";
import { RandomFeatureSkeleton, RandomFeatureView } from "./random-feature-view";

/** Asks the server for another feature in every round. */
export default function NextRandomFeature({ round }: { round: number }) {
  return (
    <TrpcProvider>
      <Round round={round} />
    </TrpcProvider>
  );
}

function Round({ round }: { round: number }) {
  const client = useTRPCClient();
  const { data, error } = useQuery({
    queryKey: ["random feature", round],
    queryFn: () => client.feature.showRandom.query(),
    staleTime: Infinity,
  });
  if (error) return <p className="text-bad">No other feature could be fetched: {error.message}</p>;
  return data ? <RandomFeatureView feature={data} /> : <RandomFeatureSkeleton />;
}
