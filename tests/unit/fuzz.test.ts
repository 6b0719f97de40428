/**
 * Damaged files: each reader reads them or refuses them with an error that says what is wrong, thousands of times.
 * What it reads takes no more memory than its stated cap.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import type { LanguageModelConfig } from "@/domain/models";
import { Random } from "@/domain/random";
import type { HostTensor } from "@/workers/engine/ops";
import { withByteSource } from "@/workers/files/byte-source";
import { PROJECT_ROOT } from "@/domain/project-root";
import { readGgufHeader } from "@/workers/files/gguf/header";
import { readGgufModel } from "@/workers/files/gguf/model";
import { specialTokens } from "@/workers/files/gguf/special-tokens";
import { ggufTokenizer } from "@/workers/files/gguf/tokenizer";
import { parseJson } from "@/workers/files/json-file";
import { readLlama2c } from "@/workers/files/llama2c";
import { parseModelConfig } from "@/workers/files/model-config";
import { readNpz } from "@/workers/files/npz";
import { readSafetensors } from "@/workers/files/safetensors";
import { readTorchFile } from "@/workers/files/torch-file";
import { readZipDirectory, readZipEntry, unpackedLimit } from "@/workers/files/zip";
import { JsonTokenizer, tokenizerJson } from "@/workers/models/json-tokenizer";
import { mutateBytes, mutateJson } from "../support/files/mutate";
import { tinyCheckpoint } from "../support/files/tiny-checkpoint";
import { FULL } from "../support/full";
import { tinyTokenizer } from "../support/files/tiny-gpt2";
import { writeZip } from "../support/files/write-zip";

const ROUNDS = FULL ? 10_000 : 2_000;
const NAME = "damaged";
/** What the process may hold in typed arrays between collections of garbage, over what it held before. */
const LARGEST_HEAP = 256 << 20;

const golden = (path: string) => new Uint8Array(readFileSync(join(PROJECT_ROOT, "tests/golden", path)));
const text = new TextDecoder();
const utf8 = new TextEncoder();

interface Reader {
  damage: (random: Random) => Uint8Array;
  /** @returns the tensors that were read, where the reader makes any. */
  read: (bytes: Uint8Array) => Promise<Iterable<HostTensor>>;
}

const safetensors = golden("saes/saelens-gated/sae_weights.safetensors");
const params = "saes/gemma-scope-1/layer_1/width_40/average_l0_9/params.npz";
const checkpoint = tinyCheckpoint();
const configs = ["gemma3", "phi3", "qwen3-moe", "smollm3", "olmo3", "stablelm", "gpt-oss"].map((name) =>
  text.decode(golden(`models/${name}/config.json`)),
);
const tokenizer = JSON.stringify(tinyTokenizer());

/** A header of JSON that is damaged as JSON, before the same data. */
function damageHeader(random: Random): Uint8Array {
  const length = Number(new DataView(safetensors.buffer).getBigUint64(0, true));
  const header = utf8.encode(mutateJson(text.decode(safetensors.subarray(8, 8 + length)), random));
  const prefix = new Uint8Array(8);
  new DataView(prefix.buffer).setBigUint64(0, BigInt(header.length), true);
  return Buffer.concat([prefix, header, safetensors.subarray(8 + length)]);
}

/** Every entry of an archive, unpacked. */
const unzip = (bytes: Uint8Array) =>
  withByteSource(bytes, async (source) => {
    const files: Record<string, Uint8Array> = {};
    for (const [name, entry] of await readZipDirectory(source))
      files[name] = await readZipEntry(source, entry, unpackedLimit(source));
    return files;
  });

/** Damages a file inside of an archive whose checksums are right, which the archive alone would not notice. */
function damageInside(files: Record<string, Uint8Array>, pattern: RegExp) {
  const names = Object.keys(files).filter((name) => pattern.test(name));
  return (random: Random) => {
    const name = names[Math.floor(random.uniform() * names.length)] ?? "";
    return writeZip(
      { ...files, [name]: mutateBytes(files[name] ?? new Uint8Array(), random) },
      random.uniform() < 0.2,
    );
  };
}

const damageJson = (json: string) => (random: Random) =>
  random.uniform() < 0.7 ? utf8.encode(mutateJson(json, random)) : mutateBytes(utf8.encode(json), random);

const gguf = golden("gguf/models/llama.gguf");
const vocabulary = golden("gguf/tokenizers/pieces-plain.gguf");

const nothing = { [Symbol.iterator]: () => [][Symbol.iterator]() };
const arrays = await unzip(golden(params));
const state = await unzip(golden("saes/dictionary_learning-BatchTopKSAE/ae.pt"));
const packed = writeZip(arrays, true);

const READERS: Record<string, Reader> = {
  safetensors: {
    damage: (random) => (random.uniform() < 0.5 ? damageHeader(random) : mutateBytes(safetensors, random)),
    read: async (bytes) => (await readSafetensors(bytes, { name: NAME })).tensors.values(),
  },
  zip: {
    damage: (random) => mutateBytes(random.uniform() < 0.5 ? packed : golden(params), random),
    read: async (bytes) => (await unzip(bytes), nothing),
  },
  npz: {
    damage: damageInside(arrays, /\.npy$/),
    read: async (bytes) => (await readNpz(bytes, { name: NAME })).values(),
  },
  pickle: {
    damage: damageInside(state, /data\.pkl$/),
    read: async (bytes) => (await readTorchFile(bytes, { name: NAME })).tensors.values(),
  },
  "llama2.c": {
    damage: (random) => mutateBytes(checkpoint, random),
    read: async (bytes) => (await readLlama2c(bytes, NAME)).weights.values(),
  },
  gguf: {
    // a vocabulary is slow to read
    damage: (random) => mutateBytes(random.uniform() < 0.9 ? gguf : vocabulary, random),
    read: async (bytes) => {
      const { settings, tensors } = await withByteSource(bytes, readGgufHeader, NAME);
      if (tensors.length > 0) return (await readGgufModel(bytes, { name: NAME })).weights.values();
      const config = { ...specialTokens(settings, 520, NAME), vocabulary: 520 } as LanguageModelConfig;
      ggufTokenizer(settings, config, NAME).encode("a dog,\n12");
      return nothing;
    },
  },
  "config.json": {
    damage: (random) => damageJson(configs[Math.floor(random.uniform() * configs.length)] ?? "")(random),
    read: (bytes) => {
      parseModelConfig(parseJson(text.decode(bytes), NAME, z.unknown()), NAME);
      return Promise.resolve(nothing);
    },
  },
  "tokenizer.json": {
    damage: damageJson(tokenizer),
    read: (bytes) => {
      const json = parseJson(text.decode(bytes), NAME, tokenizerJson);
      new JsonTokenizer(json, {}, { file: NAME, bos: 1, eos: 2, vocabulary: 53 }).encode("a dog,\n12");
      return Promise.resolve(nothing);
    },
  },
};

afterEach(() => vi.restoreAllMocks());

describe.each(Object.entries(READERS))("a damaged file: %s", (_, { damage, read }) => {
  test("is read or refused, and takes little memory", async () => {
    // the tokenizer library writes what it does not know to the console
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const random = new Random(9);
    const before = process.memoryUsage().arrayBuffers;
    let refused = 0;
    let peak = 0;
    let largest = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const bytes = damage(random);
      try {
        let taken = 0;
        for (const { data } of await read(bytes)) taken += data.byteLength;
        // 16-bit numbers take twice their room as 32-bit ones
        largest = Math.max(largest, taken / (8 * bytes.length + (1 << 20)));
      } catch (error) {
        if (!(error instanceof FeaturescopeError)) throw new Error(`In round ${round}`, { cause: error });
        refused++;
      }
      if (round % 20 === 0) peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
    }
    expect(refused).toBeGreaterThan(ROUNDS / 20);
    expect(refused).toBeLessThan(ROUNDS);
    expect(largest).toBeLessThanOrEqual(2);
    expect(peak).toBeLessThan(LARGEST_HEAP);
  });
});

describe("files made to fill the memory", () => {
  const npy = (shape: string, data: Uint8Array) => {
    const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape}), }\n`;
    const start = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0]);
    return Buffer.concat([start, Buffer.from(header), data]);
  };

  test("an array that unpacks to a thousand times the file is refused before it is unpacked", async () => {
    const bomb = writeZip({ "W_dec.npy": npy("16777216,", new Uint8Array(64 << 20)) }, true);
    expect(bomb.length).toBeLessThan(100_000);
    await expect(readNpz(bomb, { name: "bomb.npz" })).rejects.toMatchObject({
      code: "TOO_LARGE",
      message: "bomb.npz: what it holds would take more than 8 times the size of the file.",
    });
  });

  test("arrays that are small alone are counted together", async () => {
    const part = npy("65536,", new Uint8Array(256 << 10));
    const files = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`a${i}.npy`, part]));
    await expect(readNpz(writeZip(files, true))).rejects.toMatchObject({ code: "TOO_LARGE" });
    expect((await readNpz(writeZip({ "a.npy": part }, true))).get("a")?.shape).toEqual([65536]);
  });

  test("a pickle that names any other global is refused with that name", async () => {
    const calls = (name: string) => `\x80\x02c${name.replace(/\.(?=\w+$)/, "\n")}\nX\x02\x00\x00\x00id\x85R.`;
    for (const name of ["os.system", "builtins.eval", "torch.load", "numpy.core.multiarray._reconstruct"]) {
      const archive = writeZip({ "a/data.pkl": Buffer.from(calls(name), "latin1") });
      await expect(readTorchFile(archive, { name: "ae.pt" })).rejects.toMatchObject({
        code: "UNSUPPORTED",
        message: `ae.pt names "${name}", which is refused: a pickle can run any program.`,
      });
    }
  });
});
