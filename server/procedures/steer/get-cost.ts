import { z } from "zod";
import { canonicalJson } from "@/domain/steering";
import { steeringCost, type SteeringCost } from "@/domain/steering-run";
import { callWorker } from "../../platform/worker-rpc/call-worker";
import { AnswerCache } from "../../platform/worker-rpc/answer-cache";
import { publicProcedure } from "../../trpc";
import { readableRun } from "./readable-run";

const TIMEOUT_MS = 60_000;
const kept = new AnswerCache<SteeringCost>(64, 10 * 60_000);

/** What a run's edits cost on held-out text that it has nothing to do with. */
export const getCost = publicProcedure
  .meta({ does: "compute" })
  .input(z.object({ id: z.string().max(40) }))
  .query(async ({ input }) => {
    const { id, recipe, sources } = await readableRun(input.id);
    // the same edits cost the same, whatever is written with them
    const { features, vectors, scope, doses } = recipe;
    return kept.get(canonicalJson({ features, vectors, scope, doses, sources }), () =>
      callWorker("measure-steering", { runId: id }, steeringCost, TIMEOUT_MS),
    );
  });
