import { tracked } from "@trpc/server";
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { isOver } from "@/domain/steering-run";
import { runAs } from "../../platform/access/viewer";
import { asTrpcError } from "../../errors";
import { changeFeed } from "../../platform/streams/change-feed";
import { pulses } from "../../platform/streams/pulses";
import { ticking } from "../../platform/streams/ticking";
import { publicProcedure } from "../../trpc";
import { lastEventId, position } from "../inputs";
import { findRun, listSteps } from "./queries";
import { readableOrRefused, refusalOfRun } from "./refused-run";
import { showPrompt, showStep, statusOf, vocabularyOf, type RunUpdate } from "./run-view";
import { endRun, resumeRun } from "./write-run";

/** Words faster than this nobody sees come one by one. */
const SMALLEST_INTERVAL_MS = 15;
/** How soon a reader hears of a worker that has died. */
const LOOK_AGAIN_MS = 1_500;

/**
 * A run as it is written: first what is there, then each step. A reader whose connection broke sends the number of the
 * last event and gets what came after it. While nobody reads a run, it is not written.
 */
export const watchRun = publicProcedure
  .input(
    z.object({
      id: z.string().max(40),
      /** Steps that the reader has. */
      from: position.default(0),
      /** Set by the client when it connects again: the number of steps it has. */
      lastEventId,
    }),
  )
  .subscription(async function* ({ input, ctx, signal }) {
    const { id } = input;
    const run = await runAs(ctx.viewer, () => readableOrRefused(id)).catch((error: unknown) => {
      // what a stream throws on its way does not pass the procedure's own mapping, and would be taken for a broken line
      throw error instanceof FeaturescopeError ? asTrpcError(error) : error;
    });
    const vocabulary = await vocabularyOf(run);
    const stop = signal ?? new AbortController().signal;
    let next = Math.max(input.from, input.lastEventId);
    let before = "";
    let ended = false;
    const leave = countReader(id);
    try {
      for await (const _ of pulses(
        ticking(changeFeed(), LOOK_AGAIN_MS),
        (notice) => notice.kind === "steering" && notice.id === id,
        SMALLEST_INTERVAL_MS,
        stop,
      )) {
        const run = await findRun(id);
        if (!run) throw asTrpcError(await refusalOfRun(id));
        if (run.state === "paused") await resumeRun(id);
        // after the run's state, so that a run that is over is over with all its steps
        const steps = await listSteps(id, next);
        const status = statusOf(run);
        ended = isOver(run.state);
        const version = JSON.stringify([status, run.prompt !== null]);
        if (version !== before || steps.length > 0) {
          const first = next;
          next += steps.length;
          yield tracked(String(next), {
            ...{ status, first },
            prompt: showPrompt(run.prompt, vocabulary),
            steps: steps.map((step) => showStep(step, vocabulary)),
          } satisfies RunUpdate);
        }
        before = version;
        if (ended) return;
      }
    } finally {
      if (leave() && !ended) await endRun(id, "paused");
    }
  });

/**
 * Who reads which run in this process: a run that nobody reads any more is paused, so that it costs nothing. A reader
 * whom another process serves takes it up again at the next look, and sees the same text.
 * Kept on globalThis because the development server evaluates this module again at every reload.
 */
const KEPT = Symbol.for("featurescope.steering-watchers");
const kept = globalThis as { [KEPT]?: Map<string, number> };

const watchers = (): Map<string, number> => (kept[KEPT] ??= new Map<string, number>());

/** Counts a reader in; the function returned counts it out, and is true when it was the last. */
function countReader(id: string): () => boolean {
  watchers().set(id, (watchers().get(id) ?? 0) + 1);
  return () => {
    const left = (watchers().get(id) ?? 1) - 1;
    if (left > 0) watchers().set(id, left);
    else watchers().delete(id);
    return left <= 0;
  };
}
