import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { defaultGrid } from "@/domain/steering-grid";
import { getDatabase } from "@/prisma/client";
import { requestBenchmark } from "@/prisma/request-benchmark";
import { resolveModel, resolveSae } from "../../addresses";
import { noteInAudit } from "../../audit";
import { procedureFor } from "../../trpc";
import { saeAddress } from "../inputs";

/** Output scores are measured of so many features for each one that is chosen. */
const CANDIDATES_EACH = 10;

/** Has a worker measure how well features of an SAE steer, with the default grid and all arms. */
export const startBenchmark = procedureFor("admin")
  .input(z.object({ address: saeAddress, features: z.number().int().min(1).max(500) }))
  .mutation(async ({ input: { address, features } }) => {
    const { collection } = await resolveSae(address);
    if (collection?.state !== "done")
      throw new FeaturescopeError(
        "CONFLICT",
        `The features of ${address.model}/${address.sae} are not complete yet.`,
        "Come back when its text has been read to the end.",
      );
    const { chat } = await resolveModel(address.model);
    const id = await requestBenchmark({
      collectionId: collection.id,
      grid: defaultGrid({ chat }),
      wanted: { features, candidates: CANDIDATES_EACH * features },
    });
    await noteInAudit(getDatabase().pool, "benchmark.start", `job ${id}`, { ...address, features });
    return { id };
  });
