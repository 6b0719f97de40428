"use client";

import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useCallback, useEffect, useRef, useState, type ReactNode } from "react";
import { mayChange, progressVersion } from "@/domain/collection-progress";
import type { CollectionStatus } from "@/server/procedures/collection/queries";
import { LiveContext } from "./live-context";

/** The tRPC client comes only to pages that have something to wait for. */
const Subscription = dynamic(() => import("./subscription"), { ssr: false });

/** A page with all examples is some work for the server; readers need no newer one more often than this. */
const REFRESH_MS = 2_500;

interface Props {
  initial: CollectionStatus[];
  children: ReactNode;
}

/**
 * Keeps the progress shown inside it up to date while workers compute, and renders the page anew, in place, as
 * what it shows changes.
 */
export function LiveCollections({ initial, children }: Props) {
  const [live, setLive] = useState<ReadonlyMap<number, CollectionStatus>>(new Map());
  const refresh = useThrottledRefresh();
  const watched = initial.filter(mayChange);
  const known = useRef(progressVersion(watched));
  const onData = useCallback(
    (collections: CollectionStatus[]) => {
      setLive(new Map(collections.map((status) => [status.id, status])));
      const version = progressVersion(collections);
      if (version === known.current) return;
      known.current = version;
      refresh();
    },
    [refresh],
  );
  return (
    <LiveContext value={live}>
      {children}
      {watched.length > 0 && <Subscription ids={watched.map(({ id }) => id)} onData={onData} />}
    </LiveContext>
  );
}

function useThrottledRefresh(): () => void {
  const router = useRouter();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const last = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(() => {
    clearTimeout(timer.current);
    const wait = Math.max(0, last.current + REFRESH_MS - Date.now());
    timer.current = setTimeout(() => {
      last.current = Date.now();
      router.refresh();
    }, wait);
  }, [router]);
}
