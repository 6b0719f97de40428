import { tracked } from "@trpc/server";
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { asTrpcError } from "../../errors";
import { changeFeed } from "../../platform/streams/change-feed";
import { pulses } from "../../platform/streams/pulses";
import { ticking } from "../../platform/streams/ticking";
import { procedureFor } from "../../trpc";
import { lastEventId, position } from "../inputs";
import { listMetrics } from "./queries";
import { resolveTraining } from "./resolve-training";

const SMALLEST_INTERVAL_MS = 500;
/** How soon a reader hears of what nobody announces: the registration, which is another job's. */
const LOOK_AGAIN_MS = 2_000;

/**
 * A run as it goes on: its state and the metrics that the reader does not have. A reader whose connection broke sends the
 * number of the last event, which is the last step that they have.
 */
export const watchTrainingRun = procedureFor("admin")
  .input(
    z.object({
      id: z.uuid(),
      /** The last step that the reader has metrics of. */
      after: position.default(0),
      lastEventId,
    }),
  )
  .subscription(async function* ({ input, signal }) {
    const { id } = input;
    let after = Math.max(input.after, input.lastEventId);
    let before = "";
    const stop = signal ?? new AbortController().signal;
    for await (const _ of pulses(
      ticking(changeFeed(), LOOK_AGAIN_MS),
      (notice) => notice.kind === "job" && notice.id === id,
      SMALLEST_INTERVAL_MS,
      stop,
    )) {
      const run = await resolveTraining(id).catch((error: unknown) => {
        throw error instanceof FeaturescopeError ? asTrpcError(error) : error;
      });
      // after the run's state, so that a run that is over is over with all its metrics
      const metrics = await listMetrics(id, after);
      after = metrics.at(-1)?.step ?? after;
      const version = JSON.stringify(run);
      if (version !== before || metrics.length > 0) yield tracked(String(after), { run, metrics });
      before = version;
      const { registering } = run;
      const idle = !registering || (registering.state !== "queued" && registering.state !== "running");
      if (run.state !== "queued" && run.state !== "running" && idle) return;
    }
  });
