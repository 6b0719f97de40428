"use client";

import { useSubscription } from "@trpc/tanstack-react-query";
import { useSyncExternalStore } from "react";
import { TrpcProvider, useTRPC } from "@/app/trpc/provider";
import type { CollectionStatus } from "@/server/procedures/collection/queries";

interface Props {
  ids: number[];
  onData: (collections: CollectionStatus[]) => void;
}

/** Listens to the server while the page is in view; a browser allows few open streams to one server. */
export default function Subscription(props: Props) {
  const visible = useSyncExternalStore(onVisibility, () => document.visibilityState === "visible");
  return <TrpcProvider>{visible && <Listening {...props} />}</TrpcProvider>;
}

function Listening({ ids, onData }: Props) {
  const trpc = useTRPC();
  useSubscription(
    trpc.collection.watch.subscriptionOptions({ ids }, { onData: (event) => onData(event.data) }),
  );
  return null;
}

function onVisibility(changed: () => void): () => void {
  document.addEventListener("visibilitychange", changed);
  return () => document.removeEventListener("visibilitychange", changed);
}
