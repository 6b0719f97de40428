/**
 * Transcoders of circuit-tracer (Hanna et al. 2025): a file layer_L.safetensors for every layer, and config.yaml beside them,
 * which says where they read and write.
 * Source: circuit-tracer, transcoder/single_layer_transcoder.py; sae-lens 6.54, loading/pretrained_sae_loaders.py.
 */
import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { FeaturescopeError } from "@/domain/errors";
import type { HostTensor } from "../../engine/ops";
import { readSafetensors } from "../../files/safetensors";
import type { Sae } from "../sae";
import { transposed } from "./common";
import { StoredTensors } from "./stored-tensors";

export const CIRCUIT_TRACER_FILE = /^layer_(\d+)\.safetensors$/;

/** What TransformerLens calls what circuit-tracer names by a module's end. */
const NAMES: Readonly<Record<string, string>> = { "mlp.hook_out": "hook_mlp_out" };

/** Throws CORRUPT_FILE, or UNSUPPORTED for a tensor that is not used (such as log_thresholds). */
export async function readCircuitTracer(file: string): Promise<Sae> {
  const layer = Number(CIRCUIT_TRACER_FILE.exec(basename(file))?.[1] ?? 0);
  const settings = await readSettings(join(dirname(file), "config.yaml"));
  const stored = new StoredTensors((await readSafetensors(file)).tensors, file);
  const bEnc = stored.take("b_enc", 1);
  const bDec = stored.take("b_dec", 1);
  const [dSae = 0] = bEnc.shape;
  const [width = 0] = bDec.shape;
  // the first files have the one, later ones both matrices turned
  const encoder = byColumns(stored.take("W_enc", 2), dSae);
  const decoder = byColumns(stored.take("W_dec", 2), width);
  const skip = stored.has("W_skip");
  const weights = new Map([
    ["W_enc", encoder],
    ["W_dec", decoder],
    ["b_enc", bEnc],
    ["b_dec", bDec],
    ...(skip ? [["W_skip", stored.take("W_skip", 2)] as const] : []),
  ]);
  stored.refuseRest();
  const place = (field: string, usual: string) => {
    const point = settings.get(field) ?? usual;
    return `blocks.${layer}.${NAMES[point] ?? point}`;
  };
  return {
    config: {
      architecture: "relu",
      ...{ dIn: encoder.shape[0] ?? 0, dSae },
      hookName: place("feature_input_hook", "mlp.hook_in"),
      output: { hookName: place("feature_output_hook", "hook_mlp_out"), width },
      skip: skip || undefined,
      subtractDecoderBias: false,
      modelName: settings.get("model_name"),
    },
    weights,
  };
}

/** As it is where it has so many columns, else turned. */
const byColumns = (matrix: HostTensor, columns: number): HostTensor =>
  matrix.shape[1] === columns ? matrix : transposed(matrix);

/** The lines of config.yaml that hold one text; empty where there is none. Throws UNSUPPORTED for cross-layer transcoders. */
async function readSettings(file: string): Promise<Map<string, string>> {
  const text = await readFile(file, "utf8").catch(() => "");
  const lines = text.matchAll(/^(\w+):[ \t]*["']?([^"'\n#]+?)["']?[ \t]*$/gm);
  const settings = new Map([...lines].map(([, name = "", value = ""]) => [name, value]));
  const kind = settings.get("model_kind");
  if (kind === undefined || kind === "transcoder_set") return settings;
  throw new FeaturescopeError(
    "UNSUPPORTED",
    `${file}: model_kind "${kind}" is not supported.`,
    "Supported are transcoder_set, transcoders of one layer each.",
  );
}
