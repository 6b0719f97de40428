/**
 * How SAELens had the language model loaded ("model_from_pretrained_kwargs", handed to TransformerLens' from_pretrained or
 * its like without processing). Whatever would give an SAE other activations than those of the model as it is published
 * is done here, or refused. Source: sae-lens 6.54, load_model.py; transformer-lens 4.3, HookedTransformer.py.
 */
import type { FeaturescopeError } from "@/domain/errors";
import type { SaeConfig } from "@/domain/models";

/** Where the model runs, how its files are found, how long its texts may be, and in what precision it is held. */
const WITHOUT_EFFECT = new Set([
  ...[
    "attn_implementation",
    "cache_dir",
    "default_padding_side",
    "default_prepend_bos",
    "device",
    "device_map",
    "dtype",
  ],
  ...[
    "first_n_layers",
    "force_download",
    "hf_model",
    "local_files_only",
    "low_cpu_mem_usage",
    "move_to_device",
  ],
  ...["n_ctx", "n_devices", "tokenizer", "token", "torch_dtype", "trust_remote_code", "use_safetensors"],
  // the head and the final norm are behind every hook
  "center_unembed",
]);
/** Rewrites attention so that the heads' outputs change, though not their sum. */
const OF_HEADS = ["fold_value_biases", "refactor_factored_attn_matrices"];
const REVISIONS = ["revision", "checkpoint_index", "checkpoint_value"];

/** Throws what `unsupported` makes of an entry that is not done. */
export function readModelKwargs(
  kwargs: Readonly<Record<string, unknown>>,
  hookName: string,
  unsupported: (what: string) => FeaturescopeError,
): Pick<SaeConfig, "centred" | "modelRevision"> {
  const revisions: string[] = [];
  let centred = false;
  for (const [name, value] of Object.entries(kwargs)) {
    if (value === false || value === null || WITHOUT_EFFECT.has(name)) continue;
    const text = typeof value === "string" ? value : JSON.stringify(value);
    const entry = `model_from_pretrained_kwargs "${name}" (${text})`;
    if (REVISIONS.includes(name)) revisions.push(name === "revision" ? text : `${name} ${text}`);
    else if (value !== true) throw unsupported(entry);
    else if (name === "center_writing_weights")
      centred = /\.hook_(resid_(pre|mid|post)|mlp_(in|out)|attn_out)$/.test(hookName);
    else if (name === "fold_ln" && !/hook_normalized|mlp\.hook_in$|hook_scale/.test(hookName)) continue;
    else if (OF_HEADS.includes(name) && !hookName.endsWith("hook_z")) continue;
    else throw unsupported(`${entry} at ${hookName}`);
  }
  return {
    ...(centred ? { centred } : {}),
    ...(revisions.length > 0 ? { modelRevision: revisions.join(", ") } : {}),
  };
}

/** Whether a slice of the context leaves out nothing, or BOS alone, which is left out here everywhere. */
export function readsAllPositions(slice: readonly (number | null)[] | null | undefined): boolean {
  if (!slice) return true;
  const [start, stop, step] = slice.length === 1 ? [null, ...slice] : slice;
  return [null, undefined, 0, 1].includes(start) && stop == null && (step == null || step === 1);
}
