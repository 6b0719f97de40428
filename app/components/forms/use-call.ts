"use client";

import { useCallback, useRef, useState } from "react";
import { problemOfCall } from "@/app/trpc/client";
import type { Problem } from "@/server/errors";

export interface CallState<Arguments extends unknown[]> {
  run: (...values: Arguments) => Promise<void>;
  busy: boolean;
  problem: Problem | null;
  clear: () => void;
}

/** A call to the server that a control starts: one at a time, with what went wrong in the last. */
export function useCall<Arguments extends unknown[]>(
  action: (...values: Arguments) => Promise<unknown>,
): CallState<Arguments> {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const running = useRef(false);
  const run = useCallback(
    async (...values: Arguments) => {
      if (running.current) return;
      running.current = true;
      setBusy(true);
      setProblem(null);
      try {
        await action(...values);
      } catch (error) {
        setProblem(problemOfCall(error));
      } finally {
        running.current = false;
        setBusy(false);
      }
    },
    [action],
  );
  const clear = useCallback(() => setProblem(null), []);
  return { run, busy, problem, clear };
}
