import { z } from "zod";
import { reachableSaeIds } from "../../platform/access/catalogue";
import { procedureFor } from "../../trpc";
import { findRivals, listMetrics } from "./queries";
import { resolveTraining } from "./resolve-training";

/** A run, its metrics so far, and the SAEs at the same hook that it can be compared with. */
export const getTrainingRun = procedureFor("admin")
  .input(z.object({ id: z.uuid() }))
  .query(async ({ input }) => {
    const run = await resolveTraining(input.id);
    const { model, hook } = run.request;
    const [metrics, rivals] = await Promise.all([
      listMetrics(run.id, 0),
      reachableSaeIds().then((ids) => findRivals(model, hook, ids)),
    ]);
    return { run, metrics, rivals: rivals.filter(({ slug }) => slug !== run.sae) };
  });
