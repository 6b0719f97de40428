import { useRef, useState } from "react";
import { useCall, type CallState } from "@/app/components/forms/use-call";
import { server } from "@/app/trpc/client";
import { parseFeatureReference } from "@/domain/urls";
import type { FoundSteerable } from "@/server/procedures/steer/find-features";

interface Find {
  /** Null before anything was looked for. */
  found: readonly FoundSteerable[] | null;
  /** Whether labels are still compared by their meaning. */
  comparing: boolean;
  search: CallState<[text: string]>;
  clear: () => void;
}

/** Features by id or by words, at once; those whose labels mean something near join them when a worker has answered. */
export function useFind(model: string): Find {
  const [found, setFound] = useState<readonly FoundSteerable[] | null>(null);
  const [comparing, setComparing] = useState(false);
  const latest = useRef(0);
  const compare = async (text: string, turn: number) => {
    setComparing(true);
    try {
      const all = await server.steer.findFeatures.query({ model, text, meaning: true });
      if (turn === latest.current) setFound(all);
    } catch {
      // what the words have found stands
    } finally {
      if (turn === latest.current) setComparing(false);
    }
  };
  const search = useCall(async (text: string) => {
    const turn = ++latest.current;
    setComparing(false);
    const byWords = await server.steer.findFeatures.query({ model, text });
    if (turn !== latest.current) return;
    setFound(byWords);
    if (!parseFeatureReference(text)) void compare(text, turn);
  });
  const clear = () => {
    latest.current++;
    setFound(null);
    setComparing(false);
  };
  return { found, comparing, search, clear };
}
