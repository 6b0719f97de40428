import { writeClusterNames } from "../maps/write-cluster-names";
import type { TaskHandler } from "../queue/task-context";

const nameClusters: TaskHandler<"name-clusters"> = async ({ saeId }, { pool, report }) => {
  await writeClusterNames(pool, saeId);
  report(1, 1);
};

export default nameClusters;
