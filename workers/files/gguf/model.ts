/** A language model in one GGUF file. */
import type { LanguageModelConfig } from "@/domain/models";
import type { HostTensor } from "../../engine/ops";
import { weightBytes } from "../../engine/weight-bytes";
import { familyOf } from "../../models/families";
import type { TextTokenizer } from "../../models/text-tokenizer";
import { withByteSource, type ByteSource } from "../byte-source";
import { keepWeights, LARGE_WEIGHTS } from "../kept-weights";
import { hostTensor } from "../tensor-data";
import { architectureOf, readGgufConfig, ROPE_TENSORS } from "./config";
import { readGgufHeader, type GgufHeader, type GgufTensor } from "./header";
import { readGgufTensor } from "./read-tensor";
import { EXPERT, type TensorName } from "./tensor-names";
import { ggufTokenizer } from "./tokenizer";

export const isGgufFile = (path: string): boolean => /\.gguf$/i.test(path);

/** Throws CORRUPT_FILE, UNSUPPORTED or NOT_FOUND, naming the file. */
export function readGgufModelConfig(file: string): Promise<LanguageModelConfig> {
  return withByteSource(file, async (source) => readGgufConfig(await readGgufHeader(source), source));
}

/** All of a model, read into memory. */
export async function readGgufModel(
  input: string | Uint8Array,
  { name }: { name?: string } = {},
): Promise<{ config: LanguageModelConfig; weights: Map<string, HostTensor>; tokenizer: TextTokenizer }> {
  const { config, tokenizer } = await withByteSource(
    input,
    async (source) => {
      const header = await readGgufHeader(source);
      const config = await readGgufConfig(header, source);
      return { config, tokenizer: ggufTokenizer(header.settings, config, source.name) };
    },
    name,
  );
  return { config, tokenizer, weights: await readGgufWeights(input, config, { name }) };
}

export function readGgufModelTokenizer(file: string, config?: LanguageModelConfig): Promise<TextTokenizer> {
  return withByteSource(file, async (source) => {
    const header = await readGgufHeader(source);
    return ggufTokenizer(header.settings, config ?? (await readGgufConfig(header, source)), file);
  });
}

/**
 * All weights as float32 by the family's names. Those of a large model are written once into the data folder and stay on
 * the disk (kept-weights.ts). Throws CORRUPT_FILE for a weight that is missing or has another shape, UNSUPPORTED for a
 * tensor that would not be used.
 * @param input a path, or bytes in memory
 * @param dataFolder without it everything is read into memory
 */
export async function readGgufWeights(
  input: string | Uint8Array,
  config: LanguageModelConfig,
  { dataFolder, name }: { dataFolder?: string; name?: string } = {},
): Promise<Map<string, HostTensor>> {
  const shapes = familyOf(config).weightShapes(config);
  const planned = await withByteSource(
    input,
    async (source) => plan(await readGgufHeader(source), source, shapes),
    name,
  );
  const read = (source: ByteSource, { tensor, changed }: Planned) => numbers(source, tensor, changed, config);
  if (
    typeof input === "string" &&
    dataFolder !== undefined &&
    weightBytes(shapes.values()) >= LARGE_WEIGHTS
  ) {
    const { tensors } = await keepWeights(dataFolder, { files: [input], as: "model" }, () =>
      Promise.resolve({
        parts: planned.map((part) => ({
          name: part.changed.name,
          dtype: "F32" as const,
          shape: part.shape,
          bytes: async () =>
            new Uint8Array((await withByteSource(input, (source) => read(source, part))).buffer),
        })),
      }),
    );
    return tensors;
  }
  return withByteSource(
    input,
    async (source) => {
      const weights = new Map<string, HostTensor>();
      for (const part of planned)
        weights.set(part.changed.name, hostTensor(part.shape, await read(source, part)));
      return weights;
    },
    name,
  );
}

interface Planned {
  tensor: GgufTensor;
  changed: TensorName;
  /** As the family wants it. */
  shape: number[];
}

function plan(header: GgufHeader, source: ByteSource, shapes: ReadonlyMap<string, number[]>): Planned[] {
  const { settings, architecture } = architectureOf(header, source.name);
  const planned = new Map<string, Planned>();
  const stored = header.tensors
    .filter(({ name }) => !ROPE_TENSORS.includes(name))
    .flatMap((tensor) => byExpert(tensor, architecture.names(tensor.name)));
  for (const { tensor, changed } of stored) {
    const expected = changed && shapes.get(changed.name);
    if (!changed || !expected)
      throw settings.unsupported(`the tensor "${tensor.name}", which this model would need,`);
    const shape = changed.transposed ? [...tensor.shape].reverse() : tensor.shape;
    if (shape.join() !== expected.join())
      throw settings.corrupt(
        `tensor "${tensor.name}" is [${tensor.shape.join(", ")}], but its settings ask for [${(changed.transposed ? [...expected].reverse() : expected).join(", ")}]`,
      );
    if (planned.has(changed.name)) throw settings.corrupt(`several tensors stand for "${changed.name}"`);
    planned.set(changed.name, { tensor, changed, shape });
  }
  for (const name of shapes.keys())
    if (!planned.has(name)) throw settings.corrupt(`no tensor stands for the weight "${name}"`);
  return [...planned.values()];
}

/** A stack of matrices one by one, each by its expert's name; anything else as it is. */
function byExpert(
  tensor: GgufTensor,
  changed: TensorName | null,
): { tensor: GgufTensor; changed: TensorName | null }[] {
  if (!changed?.name.includes(EXPERT)) return [{ tensor, changed }];
  const [count = 0, ...shape] = tensor.shape;
  const [elements, bytes] = [tensor.elements / count, tensor.bytes / count];
  return Array.from({ length: count }, (_, expert) => ({
    tensor: { ...tensor, shape, elements, bytes, offset: tensor.offset + expert * bytes },
    changed: { ...changed, name: changed.name.replace(EXPERT, String(expert)) },
  }));
}

async function numbers(
  source: ByteSource,
  tensor: GgufTensor,
  { change }: TensorName,
  config: LanguageModelConfig,
): Promise<Float32Array<ArrayBuffer>> {
  const data = await readGgufTensor(source, tensor);
  return change ? new Float32Array(change(data, tensor.shape, config)) : data;
}
