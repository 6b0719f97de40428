import { getCompute } from "../compute/shared";
import type { NearestRows } from "../maps/nearest-directions";
import { hasNeighbours, listComparable, writeNeighbours } from "../maps/neighbour-tables";
import { requestDistancesOf, requestMap } from "../maps/request-maps";
import type { TaskHandler } from "../queue/task-context";

/** Features of one call to the compute thread: a second or two, after which progress is told. */
const FEATURES_PER_CALL = 2048;

const computeNeighbours: TaskHandler<"compute-neighbours"> = async ({ saeId }, context) => {
  const { pool, signal, report } = context;
  const { sae, all } = await listComparable(pool, saeId);
  const others = all.filter((other) => other.id !== saeId);
  const pairs = [
    [sae, sae] as const,
    ...others.flatMap((other) => [[sae, other] as const, [other, sae] as const]),
  ];
  const total = pairs.reduce((sum, [from]) => sum + from.dSae, 0);
  let done = 0;
  for (const [from, to] of pairs) {
    if (await hasNeighbours(pool, from, to)) {
      done += from.dSae;
      continue;
    }
    const found: NearestRows[] = [];
    for (let first = 0; first < from.dSae; first += FEATURES_PER_CALL) {
      const end = Math.min(first + FEATURES_PER_CALL, from.dSae);
      found.push(await getCompute().nearestFeatures({ sae: from.ref, other: to.ref, first, end }, signal));
      done += end - first;
      report(Math.min(done, total - 1), total, "Comparing directions");
    }
    await writeNeighbours(pool, from, to, found);
  }
  await requestMap(pool, saeId);
  await requestDistancesOf(pool, saeId);
  report(total, total);
};

export default computeNeighbours;
