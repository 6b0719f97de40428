import { saeQuality } from "@/domain/collections";
import { FeaturescopeError } from "@/domain/errors";
import { getCompute } from "../compute/shared";
import { measureCollectionQuality } from "../dashboards/collection-quality";
import { loadTarget } from "../dashboards/collection-target";
import type { TaskHandler } from "../queue/task-context";
import { prepareEvaluation } from "../sae/evaluation/prepare";
import { storeEvaluation } from "../sae/evaluation/store-evaluation";

/** A job that is broken off begins anew: it takes minutes, and comes to the same. */
const evaluateSae: TaskHandler<"evaluate-sae"> = async (
  { collectionId },
  { pool, signal, report, notify },
) => {
  const from = Date.now();
  const target = await loadTarget(pool, collectionId);
  if (target.state !== "done")
    throw new FeaturescopeError(
      "CONFLICT",
      `Collection ${collectionId} is ${target.state}.`,
      "An SAE is evaluated once its collection is complete.",
    );
  report(0, 1, "Choosing concepts");
  const { rows } = await pool.query<{ quality: unknown }>("SELECT quality FROM collection WHERE id = $1", [
    collectionId,
  ]);
  // figures from before there was the divergence of the next token
  if (saeQuality.safeParse(rows[0]?.quality).data?.klSae === undefined)
    await measureCollectionQuality(pool, target, signal);
  const { request, about } = await prepareEvaluation(pool, target);
  const compute = getCompute();
  let total = 1;
  const figures = await compute.evaluateSae({ sae: target.sae, evaluation: request }, signal, (progress) => {
    total = progress.total + 1; // storing comes after the last figure
    report(progress.done, total, progress.message);
  });
  await storeEvaluation(pool, target.saeId, {
    ...about,
    ...{ engine: await compute.describeEngine(), seed: request.seed },
    ...figures,
    seconds: (Date.now() - from) / 1000,
  });
  report(total, total, "Measured");
  await notify({ kind: "collection", id: collectionId });
};

export default evaluateSae;
