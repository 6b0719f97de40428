import { z } from "zod";
import { outputScores, SCORED_AT_ONCE } from "@/domain/output-score";
import { resolveSae } from "../../addresses";
import { callWorker } from "../../platform/worker-rpc/call-worker";
import { AnswerCache } from "../../platform/worker-rpc/answer-cache";
import { publicProcedure } from "../../trpc";

const TIMEOUT_MS = 60_000;
const kept = new AnswerCache<(number | null)[]>(256, 60 * 60_000, (scores) => !scores.includes(null));

/** Output scores of features of one model, in their order; null where nothing is known of the feature yet. */
export const scoreOutputs = publicProcedure
  .meta({ does: "compute" })
  .input(
    z.object({
      model: z.string().max(200),
      features: z
        .array(z.object({ sae: z.string().max(200), feature: z.number().int().min(0) }))
        .max(SCORED_AT_ONCE),
    }),
  )
  .query(async ({ input: { model, features } }): Promise<(number | null)[]> => {
    const found = new Map<string, number | null>();
    for (const slug of new Set(features.map(({ sae }) => sae))) {
      const { id, collection } = await resolveSae({ model, sae: slug });
      const wanted = features.filter(({ sae }) => sae === slug).map(({ feature }) => feature);
      // maxima and promoted words are those of a collection
      const scores = await kept.get(JSON.stringify([id, collection?.id, wanted]), () =>
        callWorker("score-outputs", { saeId: id, features: wanted }, outputScores, TIMEOUT_MS),
      );
      wanted.forEach((feature, i) => found.set(`${slug}/${feature}`, scores[i] ?? null));
    }
    return features.map(({ sae, feature }) => found.get(`${sae}/${feature}`) ?? null);
  });
