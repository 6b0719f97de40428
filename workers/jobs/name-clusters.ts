import { writeClusterNames } from "../maps/write-cluster-names";
import type { TaskHandler } from "../queue/task-context";

const nameClusters: TaskHandler<"name-clusters"> = async ({ saeId }, { pool, report, remark }) => {
  const missing = await writeClusterNames(pool, saeId);
  if (missing) await remark(`Topics name no clusters: ${missing}`);
  report(1, 1);
};

export default nameClusters;
