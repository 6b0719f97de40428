import { publicProcedure } from "../../trpc";
import { resolveSae } from "../../addresses";
import { mayAdminister } from "../../platform/access/rules";
import { vanished } from "../../errors";
import { saeAddress } from "../inputs";
import { readDensities } from "../sae/feature-table";
import type { DensityHistogram } from "../sae/browse-queries";
import { listSaeDistances, type FoundDistance } from "../map/queries";
import { findSae, type SaeDetails } from "../sae/queries";
import { findEvaluation, findEvaluationJob, type EvaluationJob, type FoundEvaluation } from "./queries";

/** Everything that the page about how good an SAE is shows. */
export interface SaeEvaluationView extends FoundEvaluation {
  sae: SaeDetails;
  densities: DensityHistogram | null;
  /** Most coherent first. */
  distances: FoundDistance[];
  /** For those who may have it measured; null for everybody else. */
  measuring: { job: EvaluationJob | null } | null;
}

/** How good an SAE is: its figures beside those of its controls, and null for what has not been measured. */
export const getEvaluation = publicProcedure
  .input(saeAddress)
  .query(async ({ input: { model, sae: slug } }): Promise<SaeEvaluationView> => {
    const address = { model, sae: slug };
    const { id } = await resolveSae(address);
    const sae = (await findSae(address)) ?? vanished(slug);
    const { collection } = sae;
    const [found, densities, distances, job] = await Promise.all([
      findEvaluation(id),
      collection ? readDensities(collection) : null,
      listSaeDistances(id),
      collection && mayAdminister() ? findEvaluationJob(collection.id) : null,
    ]);
    return { ...found, sae, densities, distances, measuring: mayAdminister() ? { job } : null };
  });
