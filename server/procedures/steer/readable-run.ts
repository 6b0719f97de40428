import { FeaturescopeError } from "@/domain/errors";
import { reachableSaeIds } from "../../platform/access/catalogue";
import { closedVectors } from "../vector/queries";
import { existingSaes, findRun, type SteeringRun } from "./queries";

/**
 * A run that the viewer may read: whoever has the link, but where it edits an SAE, or with a vector, that is private now.
 * @throws FeaturescopeError NOT_FOUND
 */
export async function readableRun(id: string): Promise<SteeringRun> {
  const run = await findRun(id);
  if (!run) throw unknownRun(id);
  const here = await existingSaes(run.sources.saes.map((sae) => sae.id));
  const reachable = new Set(await reachableSaeIds());
  if (here.some((sae) => !reachable.has(sae))) throw unknownRun(id);
  const vectors = run.sources.vectors ?? [];
  if (vectors.length > 0 && (await closedVectors(vectors.map(({ id }) => id))).length > 0)
    throw unknownRun(id);
  return run;
}

export function unknownRun(id: string): FeaturescopeError {
  return new FeaturescopeError(
    "NOT_FOUND",
    `There is no steered text “${id.slice(0, 40)}” here.`,
    "Check the link; it may have been cut off.",
  );
}
