import type { SaeAddress } from "@/domain/urls";
import { resolveSae } from "../addresses";
import { mayAdminister } from "../access/rules";
import { vanished } from "../errors";
import { readDensities } from "../dashboards/feature-table";
import type { DensityHistogram } from "../queries/browse";
import { listSaeDistances, type FoundDistance } from "../queries/distance";
import {
  findEvaluation,
  findEvaluationJob,
  type EvaluationJob,
  type FoundEvaluation,
} from "../queries/evaluation";
import { findSae, type SaeDetails } from "../queries/sae";

/** Everything that the page about how good an SAE is shows. */
export interface SaeEvaluationView extends FoundEvaluation {
  sae: SaeDetails;
  densities: DensityHistogram | null;
  /** Most coherent first. */
  distances: FoundDistance[];
  /** For those who may have it measured; null for everybody else. */
  measuring: { job: EvaluationJob | null } | null;
}

/** @throws FeaturescopeError NOT_FOUND */
export async function readEvaluation(address: SaeAddress): Promise<SaeEvaluationView> {
  const { id } = await resolveSae(address);
  const sae = (await findSae(address)) ?? vanished(address.sae);
  const { collection } = sae;
  const [found, densities, distances, job] = await Promise.all([
    findEvaluation(id),
    collection ? readDensities(collection) : null,
    listSaeDistances(id),
    collection && mayAdminister() ? findEvaluationJob(collection.id) : null,
  ]);
  return { ...found, sae, densities, distances, measuring: mayAdminister() ? { job } : null };
}
