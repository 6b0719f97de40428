import type { ChangeNotice } from "@/domain/jobs";

interface Feed {
  subscribe(listener: (notice: ChangeNotice | "anything") => void): () => void;
}

/** A feed that says "look again" besides at least every `everyMs`, for what nobody announces: a worker that has died. */
export function ticking(feed: Feed, everyMs: number): Feed {
  return {
    subscribe(listener) {
      const unsubscribe = feed.subscribe(listener);
      const timer = setInterval(() => listener("anything"), everyMs);
      return () => {
        clearInterval(timer);
        unsubscribe();
      };
    },
  };
}
