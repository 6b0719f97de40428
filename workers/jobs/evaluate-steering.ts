import { getCompute } from "../compute/shared";
import { loadTarget } from "../dashboards/collection-target";
import type { TaskHandler } from "../queue/task-context";
import { prepareBenchmark } from "../steering/benchmark/prepare";
import { storeBenchmark } from "../steering/benchmark/store-benchmark";

/** Goes on from the cells in its log where it was broken off, which come to the same. */
const evaluateSteering: TaskHandler<"evaluate-steering"> = async (
  { collectionId, grid, wanted },
  { pool, signal, report },
) => {
  const target = await loadTarget(pool, collectionId);
  report(0, 2, "Choosing features");
  const compute = getCompute();
  const request = await prepareBenchmark(pool, target, { grid, wanted }, { compute, signal });
  const total = request.features.length + 2; // judging and storing come after the last text
  const from = Date.now();
  const result = await compute.evaluateSteering(request, signal, ({ done, message }) =>
    report(done, total, message),
  );
  await storeBenchmark(pool, target.saeId, {
    ...result,
    took: { seconds: (Date.now() - from) / 1000, threads: 1 },
  });
  report(total, total, "Measured");
};

export default evaluateSteering;
