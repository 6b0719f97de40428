import { FeaturescopeError } from "@/domain/errors";
import { getCompute } from "../compute/shared";
import { loadTarget } from "../dashboards/collection-target";
import { labelEndpoint } from "../labels/llm/endpoint";
import { labelFeaturesByModel, listUnlabelled } from "../labels/llm/label-features";
import { openSample } from "../labels/open-sample";
import { requestClusterNames } from "../maps/request-maps";
import type { TaskHandler } from "../queue/task-context";
import { requestEmbeddings } from "../search/request-embeddings";

const labelWithModel: TaskHandler<"label-with-model"> = async ({ collectionId, features }, context) => {
  const { pool, signal, report } = context;
  const endpoint = labelEndpoint();
  if (!endpoint)
    throw new FeaturescopeError(
      "UNSUPPORTED",
      "This worker knows no language model to write labels with.",
      "Set OPENAI_BASE_URL and OPENAI_MODEL where the workers start, and try the job again.",
    );
  const target = await loadTarget(pool, collectionId);
  const left = await listUnlabelled(pool, target.saeId, endpoint.model, features);
  const before = features.length - left.length;
  if (left.length > 0) {
    const sample = await openSample(pool, getCompute(), target, {
      signal,
      progress: (share) =>
        report(before, features.length, `Reading passages again (${Math.round(100 * share)} %)`),
    });
    await labelFeaturesByModel(pool, target.saeId, endpoint, sample, left, signal, (done) =>
      // the job ends with what follows
      report(
        Math.min(before + done, features.length - 1),
        features.length,
        `${endpoint.model} writes labels`,
      ),
    );
    await requestEmbeddings(pool);
    await requestClusterNames(pool, target.saeId);
  }
  report(features.length, features.length);
};

export default labelWithModel;
