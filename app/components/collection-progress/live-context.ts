"use client";

import { createContext, useContext } from "react";
import type { CollectionStatus } from "@/server/procedures/collection/queries";

/** The newest state of watched collections by id. */
export const LiveContext = createContext<ReadonlyMap<number, CollectionStatus>>(new Map());

/** The newest known state: what the server sent with the page, or what has come in since. */
export function useLiveStatus(initial: CollectionStatus): CollectionStatus {
  const live = useContext(LiveContext).get(initial.id);
  return live && live.now > initial.now ? live : initial;
}
