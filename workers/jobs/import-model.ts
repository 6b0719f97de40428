import { importAsJob } from "../import/import-as-job";
import type { TaskHandler } from "../queue/task-context";

/** What the form at /admin/import asks for. */
const importModel: TaskHandler<"import-model"> = ({ jobId, ...request }, context) =>
  importAsJob(jobId, request, context, { rootsOnly: true });

export default importModel;
