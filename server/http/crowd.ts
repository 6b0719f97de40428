import type { IncomingMessage } from "node:http";
import { pathOf } from "./requests";

/**
 * How many requests one process has in work at once. Beyond that a reader is better told at once to come again than left
 * to wait behind the others for longer than anybody waits. What is turned away last: health, because whoever watches
 * would end a process that is only busy, and steering, because a text half written is worth more than a page not begun.
 */
export const MOST_AT_ONCE = {
  picture: 8,
  page: 40,
  call: 120,
  /** Open for as long as somebody looks. */
  stream: 512,
  steering: 512,
} as const;
export type RequestKind = keyof typeof MOST_AT_ONCE;

/** Null for what costs next to nothing or must always be answered. */
export function kindOf(request: Pick<IncomingMessage, "url">): RequestKind | null {
  const path = pathOf(request);
  if (path.startsWith("/_next/") || path === "/api/health") return null;
  if (path === "/api/steer" || path.startsWith("/api/steer/") || path.startsWith("/api/trpc/steer."))
    return "steering";
  if (/^\/api\/trpc\/\w+\.watch$/.test(path)) return "stream";
  if (/\/(image|picture)$/.test(path) && path.startsWith("/api/")) return "picture";
  return path.startsWith("/api/") ? "call" : "page";
}

/** Counts what is in work. */
export class Crowd {
  private readonly counts = new Map<RequestKind, number>();

  constructor(private readonly most: Record<RequestKind, number> = MOST_AT_ONCE) {}

  /** Counts a request in; the function returned counts it out, once. Null when there are too many of its kind. */
  enter(kind: RequestKind): (() => void) | null {
    const count = this.counts.get(kind) ?? 0;
    if (count >= this.most[kind]) return null;
    this.counts.set(kind, count + 1);
    let inside = true;
    return () => {
      if (!inside) return;
      inside = false;
      this.counts.set(kind, (this.counts.get(kind) ?? 1) - 1);
    };
  }
}
