import type { Lane, TaskName } from "@/domain/jobs";
import { TASKS } from "@/domain/jobs";
import type { TaskHandler } from "./task-context";

/** Each task's file, loaded when the first entry comes, so that a lane carries no code of the other. */
const FILES: { [N in TaskName]: () => Promise<{ default: TaskHandler<N> }> } = {
  "collect-activations": () => import("../jobs/collect-activations"),
  "collect-shard": () => import("../jobs/collect-shard"),
  "merge-features": () => import("../jobs/merge-features"),
  "measure-quality": () => import("../jobs/measure-quality"),
  "write-search-texts": () => import("../jobs/write-search-texts"),
  "compute-neighbours": () => import("../jobs/compute-neighbours"),
  "compare-features": () => import("../jobs/compare-features"),
  "probe-safety": () => import("../jobs/probe-safety"),
  "label-with-model": () => import("../jobs/label-with-model"),
  "lay-out-map": () => import("../jobs/lay-out-map"),
  "name-clusters": () => import("../jobs/name-clusters"),
  "count-coactivations": () => import("../jobs/count-coactivations"),
  "embed-labels": () => import("../jobs/embed-labels"),
  "search-meaning": () => import("../jobs/search-meaning"),
  "label-features": () => import("../jobs/label-features"),
  "label-blocks": () => import("../jobs/label-blocks"),
  "activate-text": () => import("../jobs/activate-text"),
  "activate-across": () => import("../jobs/activate-across"),
  "score-outputs": () => import("../jobs/score-outputs"),
  "read-written": () => import("../jobs/read-written"),
  "trace-prompt": () => import("../jobs/trace-prompt"),
  "find-chain": () => import("../jobs/find-chain"),
  "rewrite-prompt": () => import("../jobs/rewrite-prompt"),
  "read-lens": () => import("../jobs/read-lens"),
  "read-rest": () => import("../jobs/read-rest"),
  "prepare-demo": () => import("../jobs/prepare-demo"),
  "import-model": () => import("../jobs/import-model"),
  train: () => import("../jobs/train"),
  "evaluate-steering": () => import("../jobs/evaluate-steering"),
  "evaluate-sae": () => import("../jobs/evaluate-sae"),
  "register-training": () => import("../jobs/register-training"),
  "make-vector": () => import("../jobs/make-vector"),
  "measure-steering": () => import("../jobs/measure-steering"),
  "generate-steered": () => import("../jobs/generate-steered"),
};

export async function loadHandler<N extends TaskName>(task: N): Promise<TaskHandler<N>> {
  return (await FILES[task]()).default;
}

export function tasksOf(lane: Lane): TaskName[] {
  return (Object.keys(TASKS) as TaskName[]).filter((task) => TASKS[task].lane === lane);
}
