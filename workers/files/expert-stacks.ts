/**
 * GPT-OSS's experts, of which one tensor holds those of a whole layer, as a matrix each. Plain stacks are
 * [experts, in, out]; in MXFP4 they are blocks [experts, out, in / 32, 16] and scales [experts, out, in / 32] (mxfp4.ts).
 * Rows of gate and up take turns.
 */
import { FeaturescopeError } from "@/domain/errors";
import type { LanguageModelConfig } from "@/domain/models";
import { layerPrefix } from "../models/gated-traits";
import { everyLayer } from "./configs/windows";
import { withByteSource } from "./byte-source";
import { MXFP4_BLOCK, widenMxfp4 } from "./mxfp4";
import type { TensorPart } from "./safetensors";
import type { TensorEntry } from "./safetensors-header";
import { readElements, STORED_BYTES, WHOLE_NUMBERS } from "./tensor-data";

export interface StoredStack {
  file: string;
  entry: TensorEntry;
}

/** What of an expert is in a stack: rows of its matrices by turns. */
const MATRICES = { gate_up_proj: ["gate_proj", "up_proj"], down_proj: ["down_proj"] } as const;
type Projection = keyof typeof MATRICES;
const FORMS = ["", "_bias", "_blocks", "_scales"];

const stackName = (layer: number, projection: string) => `${layerPrefix(layer)}.mlp.experts.${projection}`;

/** Names of tensors that hold the experts of a layer, in every form; none of families that file each expert apart. */
export const expertStackNames = ({ family, layers }: LanguageModelConfig): string[] =>
  family === "gpt-oss"
    ? everyLayer(layers).flatMap((layer) =>
        Object.keys(MATRICES).flatMap((projection) =>
          FORMS.map((form) => stackName(layer, projection) + form),
        ),
      )
    : [];

/**
 * The weights of every expert, read when they are asked for. Throws CORRUPT_FILE where a stack is missing, is there in two
 * forms, or has another shape or type than the configuration asks for.
 * @param where for messages
 */
export function expertParts(
  stored: ReadonlyMap<string, StoredStack>,
  config: LanguageModelConfig,
  where: string,
): TensorPart[] {
  const projections = Object.keys(MATRICES) as Projection[];
  return everyLayer(config.layers).flatMap((layer) =>
    projections.flatMap((projection) => partsOf(stored, config, { layer, projection, where })),
  );
}

interface Place {
  layer: number;
  projection: Projection;
  where: string;
}

function partsOf(
  stored: ReadonlyMap<string, StoredStack>,
  config: LanguageModelConfig,
  { layer, projection, where }: Place,
): TensorPart[] {
  const { width, hidden, experts } = config;
  const count = experts?.count ?? 0;
  const matrices = MATRICES[projection];
  const [inputs, outputs] = projection === "down_proj" ? [hidden, width] : [width, 2 * hidden];
  const name = stackName(layer, projection);
  const matrixOf = matrixReader(stored, { name, where, shape: [count, inputs, outputs] });
  const biases = fitting(stored, `${name}_bias`, { shape: [count, outputs], where });
  const rows = outputs / matrices.length;
  const rowAt = (row: number, turn: number) => row * matrices.length + turn;

  return everyLayer(count).flatMap((expert) =>
    matrices.flatMap((matrix, turn): TensorPart[] => {
      const at = stackName(layer, `${expert}.${matrix}`);
      const weight = async () => {
        const rowOf = await matrixOf(expert);
        const data = new Float32Array(rows * inputs);
        for (let row = 0; row < rows; row++)
          rowOf(rowAt(row, turn), data.subarray(row * inputs, (row + 1) * inputs));
        return new Uint8Array(data.buffer);
      };
      const bias = async () => {
        const all = await numbersOf(biases, expert);
        const data = Float32Array.from({ length: rows }, (_, row) => all[rowAt(row, turn)] ?? 0);
        return new Uint8Array(data.buffer);
      };
      return [
        { name: `${at}.weight`, dtype: "F32", shape: [rows, inputs], bytes: weight },
        { name: `${at}.bias`, dtype: "F32", shape: [rows], bytes: bias },
      ];
    }),
  );
}

/** How the matrices of a stack are read, in whichever form it is there. @param shape [experts, in, out] */
function matrixReader(
  stored: ReadonlyMap<string, StoredStack>,
  { name, where, shape }: { name: string; where: string; shape: [number, number, number] },
): (expert: number) => Promise<RowOf> {
  const [count, inputs, outputs] = shape;
  const isPacked = stored.has(`${name}_blocks`) || stored.has(`${name}_scales`);
  if (!isPacked) {
    const plain = fitting(stored, name, { shape, where });
    return async (expert) => columns(await numbersOf(plain, expert), outputs);
  }
  if (stored.has(name)) throw corrupt(where, `"${name}" is there both plain and in MXFP4`);
  const { numbers, bytes } = MXFP4_BLOCK;
  if (inputs % numbers !== 0)
    throw corrupt(where, `"${name}" is in MXFP4, but its rows of ${inputs} are not blocks of ${numbers}`);
  const groups = [count, outputs, inputs / numbers];
  const blocks = fitting(stored, `${name}_blocks`, { shape: [...groups, bytes], where, packed: true });
  const scales = fitting(stored, `${name}_scales`, { shape: groups, where, packed: true });
  return async (expert) => packedRows(await bytesOf(blocks, expert), await bytesOf(scales, expert), blocks);
}

/** A tensor of the shape and type that the configuration asks for. */
function fitting(
  stored: ReadonlyMap<string, StoredStack>,
  name: string,
  { shape, where, packed = false }: { shape: number[]; where: string; packed?: boolean },
): StoredStack {
  const found = stored.get(name);
  if (!found) throw corrupt(where, `"${name}" is missing`);
  const { dtype, shape: given } = found.entry;
  const typed = packed ? dtype === "U8" : !WHOLE_NUMBERS.has(dtype);
  if (typed && given.join() === shape.join()) return found;
  throw corrupt(
    found.file,
    `tensor "${name}" is ${dtype} [${given.join(", ")}]; the configuration asks for ${packed ? "U8" : "floats"} [${shape.join(", ")}]`,
  );
}

/** Writes a row of an expert's matrix [out, in] into `target`. */
type RowOf = (row: number, target: Float32Array) => void;

/** Of a matrix [in, out]. */
const columns =
  (matrix: ArrayLike<number>, outputs: number): RowOf =>
  (row, target) => {
    for (let i = 0; i < target.length; i++) target[i] = matrix[i * outputs + row] ?? 0;
  };

/** Of blocks [out, in / 32, 16] with their scales. */
const packedRows =
  (blocks: Uint8Array, scales: Uint8Array, { file, entry }: StoredStack): RowOf =>
  (row, target) => {
    const { numbers, bytes } = MXFP4_BLOCK;
    const groups = target.length / numbers;
    const [from, to] = [row * groups, (row + 1) * groups];
    const wide = widenMxfp4(
      blocks.subarray(from * bytes, to * bytes),
      scales.subarray(from, to),
      `${file}: tensor "${entry.name}"`,
    );
    target.set(wide);
  };

/** Where the numbers of one expert are. */
function rangeOf({ entry }: StoredStack, expert: number) {
  const elements = entry.elements / (entry.shape[0] ?? 1);
  return { elements, offset: entry.offset + expert * elements * STORED_BYTES[entry.dtype] };
}

const numbersOf = (stack: StoredStack, expert: number) =>
  withByteSource(stack.file, (source) => readElements(source, { ...stack.entry, ...rangeOf(stack, expert) }));

const bytesOf = (stack: StoredStack, expert: number) =>
  withByteSource(stack.file, async (source) => {
    const { elements, offset } = rangeOf(stack, expert);
    const bytes = new Uint8Array(elements);
    await source.read(bytes, offset);
    return bytes;
  });

const corrupt = (where: string, what: string) =>
  new FeaturescopeError(
    "CORRUPT_FILE",
    `${where}: ${what}.`,
    "Weights and configuration must be of the same model: fetch both again.",
  );
