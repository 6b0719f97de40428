"use client";

import { useEffect, useState } from "react";
import { problemOfCall } from "@/app/trpc/client";
import { streams } from "@/app/trpc/stream-client";
import type { TrainingMetrics } from "@/domain/training";
import type { Problem } from "@/server/errors";
import type { TrainingStatus } from "@/server/procedures/training/queries";

/** Whether anything of the run is still to come by itself. */
export function isUnderWay({ state, registering }: TrainingStatus): boolean {
  const working = (of: string | undefined) => of === "queued" || of === "running";
  return working(state) || working(registering?.state);
}

/** A run and its metrics as the server tells of them, from those that the page came with. */
export function useLiveTraining(initial: TrainingStatus, known: readonly TrainingMetrics[]) {
  const [heard, setHeard] = useState<{ run: TrainingStatus; of: TrainingStatus }>();
  const [metrics, setMetrics] = useState(known);
  const [problem, setProblem] = useState<Problem | null>(null);
  const after = metrics.at(-1)?.step ?? 0;
  const { id } = initial;
  const watched = isUnderWay(initial);
  useEffect(() => {
    if (!watched) return;
    const subscription = streams.training.watch.subscribe(
      { id, after },
      {
        onData({ data }) {
          setProblem(null);
          setHeard({ run: data.run, of: initial });
          // an event may come twice after the connection broke
          setMetrics((before) => {
            const last = before.at(-1)?.step ?? 0;
            const fresh = data.metrics.filter(({ step }) => step > last);
            return fresh.length === 0 ? before : [...before, ...fresh];
          });
        },
        onError: (error) => setProblem(problemOfCall(error)),
      },
    );
    return () => subscription.unsubscribe();
    // not `after`, where the stream begins: it grows by what the stream itself brings
  }, [id, initial, watched]);
  // what the page was rendered with anew is newer than what was heard before that
  return { run: heard?.of === initial ? heard.run : initial, metrics, problem };
}
