import { FeaturescopeError } from "@/domain/errors";
import type { SaeConfig } from "@/domain/models";
import type { HostTensor } from "../../engine/ops";

/** What the file does not say and the person who adds the SAE has to. */
export interface ReadSaeOptions {
  /** TransformerLens name; for files that do not name their hook. */
  hookName?: string;
  /** sqrt(d) / mean norm, for average-norm where the files do not have it. */
  inputScale?: number;
  /** What is known of a published SAE, in place of what its files say. */
  known?: Pick<SaeConfig, "centred" | "inputNormalisation">;
}

/** A matrix with its axes swapped: linear layers of PyTorch are [out, in]. */
export function transposed({ shape, data }: HostTensor): HostTensor {
  const [rows = 0, columns = 0] = shape;
  const swapped = new Float32Array(data.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      swapped[column * rows + row] = data[row * columns + column] ?? 0;
  return { dtype: "float32", shape: [columns, rows], data: swapped };
}

export const filled = (size: number, value: number): HostTensor => ({
  dtype: "float32",
  shape: [size],
  data: new Float32Array(size).fill(value),
});

/**
 * Matryoshka prefixes from the numbers of features that were trained to reconstruct, as files have them.
 * @param widths the last may be that of all features @returns undefined where there are none, or they do not ascend
 */
export function prefixesOf(widths: readonly number[], dSae: number): number[] | undefined {
  const prefixes = widths.filter((width) => width !== dSae);
  const ascend = prefixes.every((width, i) => width > (prefixes[i - 1] ?? 0) && width < dSae);
  return prefixes.length > 0 && ascend ? prefixes : undefined;
}

/** Throws BAD_INPUT that tells how to name the hook. */
export function needHook(hookName: string | undefined, file: string): string {
  if (hookName) return hookName;
  throw new FeaturescopeError(
    "BAD_INPUT",
    `${file} does not say where in the model the SAE reads.`,
    "Name it with --hook, such as --hook blocks.5.hook_resid_post.",
  );
}

/** A hook from the places that say it in words: a folder's name, a module's. Null where none is recognised. */
export function hookFromWords(words: string): { hookName: string; site: string } | null {
  const layer = /(?:layers?|h|blocks)[._]?(\d+)/.exec(words)?.[1];
  if (layer === undefined) return null;
  const at = `blocks.${Number(layer)}`;
  if (/transcoder/.test(words)) return { hookName: `${at}.mlp.hook_in`, site: "transcoder" };
  if (/resid[_-]?pre/.test(words)) return { hookName: `${at}.hook_resid_pre`, site: "residual" };
  if (/res(id|[-_/]|$)/.test(words)) return { hookName: `${at}.hook_resid_post`, site: "residual" };
  if (/mlp/.test(words)) return { hookName: `${at}.hook_mlp_out`, site: "mlp" };
  if (/att(n|[-_/]|$)/.test(words)) return { hookName: `${at}.attn.hook_z`, site: "attention" };
  return null;
}
