import { z } from "zod";
import { STEERING_LIMITS } from "@/domain/steering";
import { writtenActivations } from "@/domain/text-activations";
import { resolveSae } from "../../addresses";
import { callWorker } from "../../platform/worker-rpc/call-worker";
import { publicProcedure } from "../../trpc";
import { strongestFeatures } from "../text/strongest-features";
import { listSteps, type SteeringRun } from "./queries";
import { readableRun } from "./readable-run";

const TIMEOUT_MS = 20_000;

/**
 * The texts of a run as far as they are written, each read by the model as it is: what its tokens, those of the prompt
 * included, have for features, with the figures that the same tokens have as a person's own text.
 */
export const readWritten = publicProcedure
  .meta({ does: "compute" })
  .input(
    z.object({
      id: z.string().max(40),
      sae: z.string().max(200),
      /** For each text the position from which its features are wanted; 0 where it is left out. */
      from: z
        .array(z.number().int().min(0))
        .max(1 + STEERING_LIMITS.doses)
        .default([]),
      /** A feature that is wanted at every token. */
      followed: z.number().int().min(0).nullable().default(null),
    }),
  )
  .query(async ({ input: { id, sae, from, followed } }) => {
    const run = await readableRun(id);
    const { id: saeId } = await resolveSae({ model: run.recipe.model, sae });
    const texts = await textsOf(run);
    if (texts.length === 0) return { texts: [], features: [] };
    const read = await callWorker(
      "read-written",
      { saeId, texts: texts.map((ids, i) => ({ ids, from: from[i] ?? 0 })), followed },
      writtenActivations,
      TIMEOUT_MS,
    );
    const { strongest, features } = await strongestFeatures(
      saeId,
      read.flatMap(({ tokens }) => tokens),
    );
    let taken = 0;
    return {
      /** Positions count from BOS, which has no features, through the prompt to the written tokens. */
      texts: read.map(({ tokens, followed }, i) => ({
        from: from[i] ?? 0,
        strongest: strongest.slice(taken, (taken += tokens.length)),
        followed,
      })),
      features,
    };
  });

/** Tokens of the default text and of each dose, BOS first; none before the prompt has been read. */
async function textsOf({ id, recipe, prompt }: SteeringRun): Promise<number[][]> {
  if (!prompt) return [];
  const steps = await listSteps(id);
  return [0, ...recipe.doses].map((_, text) => [
    ...prompt.ids,
    ...steps.flatMap((step) => step[text]?.id ?? []),
  ]);
}
