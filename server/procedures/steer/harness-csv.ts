import { FeaturescopeError } from "@/domain/errors";
import { resolveEdit, type SteeringMode, type SteeringRecipe } from "@/domain/steering";
import type { RunSources } from "@/domain/steering-run";

/**
 * A recipe as the steering file of EleutherAI's lm-evaluation-harness (lm_eval/models/hf_steered.py): model "steered",
 * steer_path. Its "add" adds coefficient times decoder row, its "clamp" sets the component of x - b_dec along the row:
 * our modes add and orthogonal. It edits every token, BOS included, and one feature a hook.
 */

const COLUMNS = "loader,action,sparse_model,hookpoint,feature_index,steering_coefficient,sae_id,description";
const ACTIONS: Partial<Record<SteeringMode, string>> = { add: "add", orthogonal: "clamp" };

/** @throws FeaturescopeError UNSUPPORTED saying what the harness cannot do */
export function harnessCsv(
  { features, vectors, scope, doses, model }: SteeringRecipe,
  { saes, features: resolved }: RunSources,
): string {
  if (scope.kind !== "all") throw refused("The harness edits every token.", "Choose to edit every token.");
  if (doses.length > 1) throw refused("The harness writes with one dose.", "Export a run without a sweep.");
  if (vectors)
    throw refused("The harness takes directions of an SAE alone.", "Take the vectors out of the recipe.");
  const hooks = new Set<string>();
  const lines = features.map((steered, i) => {
    const sae = saes[resolved[i]?.place ?? 0];
    const action = ACTIONS[steered.mode];
    if (!sae || !action)
      throw refused(
        `The harness knows no “${steered.mode}”.`,
        "It adds a direction (mode add) or sets the component along it (mode direction).",
      );
    const hook = hookpoint(sae.hookName);
    if (hooks.has(hook))
      throw refused("The harness steers one feature a hook.", `Leave one feature at ${sae.hookName}.`);
    hooks.add(hook);
    const { target } = resolveEdit(steered, resolved[i]?.max ?? 0, doses[0]);
    const description = `${model} ${sae.slug} ${steered.feature}`;
    return [
      "sae_lens",
      action,
      `${model}/${sae.slug}`,
      hook,
      steered.feature,
      target,
      sae.slug,
      description,
    ].join(",");
  });
  return `${[COLUMNS, ...lines].join("\n")}\n`;
}

/** The module of a Hugging Face model whose output is the residual stream at a hook. */
function hookpoint(hookName: string): string {
  const match = /^blocks\.(\d+)\.hook_resid_(pre|post)$/.exec(hookName);
  const layer = Number(match?.[1]) - (match?.[2] === "pre" ? 1 : 0);
  if (!match || layer < 0)
    throw refused(
      `The harness has no name for ${hookName}.`,
      "Use an SAE of the residual stream after a block.",
    );
  return `layers.${layer}`;
}

const refused = (message: string, hint: string) => new FeaturescopeError("UNSUPPORTED", message, hint);
