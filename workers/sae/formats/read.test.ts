import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { join } from "node:path";
import type { HostTensor } from "@/workers/engine/ops";
import { checkFinite } from "@/workers/files/check-finite";
import { writeJsonFile } from "@/workers/files/json-file";
import { writeSafetensors } from "@/workers/files/safetensors";
import { temporaryFolder, type TemporaryFolder } from "@/tests/support/temporary-folder";
import { readOptions, readSae } from "./read";

const [D, M] = [4, 6];
const CONFIG = {
  ...{ architecture: "jumprelu", d_in: D, d_sae: M, apply_b_dec_to_input: false },
  metadata: { sae_lens_version: "6.0.0", hook_name: "blocks.1.hook_resid_post" },
};

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder("sae");
});
afterEach(() => folder.remove());

const tensor = (...shape: number[]): HostTensor => ({
  dtype: "float32",
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => (i % 7) - 3),
});

async function stored(
  change: (weights: Map<string, HostTensor>) => void = () => undefined,
  config: object = CONFIG,
) {
  const weights = new Map([
    ["W_enc", tensor(D, M)],
    ["W_dec", tensor(M, D)],
    ["b_enc", tensor(M)],
    ["b_dec", tensor(D)],
    ["threshold", tensor(M)],
  ]);
  change(weights);
  await writeJsonFile(join(folder.path, "cfg.json"), config);
  await writeSafetensors(join(folder.path, "sae_weights.safetensors"), weights);
  return folder.path;
}

const put = (name: string, at: number, value: number) => (weights: Map<string, HostTensor>) => {
  const data = weights.get(name)?.data;
  if (data) data[at] = value;
};

describe("what is no SAE of one hook is called by its name", () => {
  const CROSSCODER = /it is a crosscoder, which reads several layers or models at once/;
  test.each([
    [
      "an architecture of SAELens",
      "cfg.json",
      { ...CONFIG, architecture: "temporal", d_sae: undefined },
      /a temporal SAE/,
    ],
    [
      "one that nobody knows",
      "cfg.json",
      { architecture: "banana" },
      /architecture "banana" is not supported/,
    ],
    ["a crosscoder's", "cfg.json", { architecture: "crosscoder", d_in: 4 }, CROSSCODER],
  ])("%s", async (_, name, config, message) => {
    const path = await stored();
    await writeJsonFile(join(path, name), config);
    await expect(readSae(path)).rejects.toMatchObject({
      code: "UNSUPPORTED",
      message: expect.stringMatching(message) as string,
    });
  });

  test.each([
    ["a crosscoder of the hub", { model_type: "crosscoder", dict_size: 6 }, CROSSCODER],
    ["a language model", { model_type: "llama" }, /holds no SAE but a model of the type "llama"/],
    ["something", { d: 4 }, /holds no SAE in a known format/],
  ])("a folder of %s", async (_, config, message) => {
    await writeJsonFile(join(folder.path, "config.json"), config);
    await writeSafetensors(join(folder.path, "model.safetensors"), new Map([["a", tensor(2)]]));
    await expect(readSae(folder.path)).rejects.toThrow(message);
  });

  test("a matrix with an axis of layers, in files of any format", async () => {
    const layered = (name: string) => (weights: Map<string, HostTensor>) =>
      weights.set(name, tensor(2, D, M));
    await expect(readSae(await stored(layered("W_enc")))).rejects.toMatchObject({
      code: "UNSUPPORTED",
      message: expect.stringContaining("W_enc is [2, 4, 6], with an axis of layers or models") as string,
    });
    const scope = await temporaryFolder("layer_1_resid_post");
    await writeJsonFile(join(scope.path, "config.json"), { architecture: "jump_relu" });
    await writeSafetensors(join(scope.path, "params.safetensors"), new Map([["w_enc", tensor(2, D, M)]]));
    await expect(readSae(scope.path, { hookName: "blocks.1.hook_resid_post" })).rejects.toThrow(
      /W_enc is \[2, 4, 6\], with an axis of layers or models/,
    );
    await writeJsonFile(join(scope.path, "config.json"), { architecture: "jump_relu", type: "crosscoder" });
    await expect(readSae(scope.path)).rejects.toThrow(CROSSCODER);
    await scope.remove();
  });
});

describe("the factor of scaled inputs", () => {
  const SCALED = { ...CONFIG, normalize_activations: "expected_average_only_in" };
  const options = readOptions({ kind: "directory", path: "", inputScale: 1.5 });
  test("is the file's, or the one that is given, and only where it is wanted", async () => {
    const path = await stored(undefined, SCALED);
    expect((await readSae(path)).inputScale).toBeUndefined();
    expect((await readSae(path, options)).inputScale).toBe(1.5);
    await writeJsonFile(join(path, "activation_scaler.json"), { scaling_factor: 2 });
    expect((await readSae(path)).inputScale).toBe(2);
    expect((await readSae(path, options)).inputScale).toBe(1.5);
    await expect(readSae(await stored(undefined, CONFIG), options)).rejects.toMatchObject({
      code: "BAD_INPUT",
      hint: "Leave out --input-scale.",
    });
  });
});

describe("an SAE's numbers", () => {
  test.each([
    ["threshold", 3, NaN, "threshold[3] is NaN"],
    ["W_dec", 14, NaN, "W_dec[3, 2] is NaN"],
    ["b_enc", 3, Infinity, "b_enc[3] is Infinity"],
    ["b_dec", 0, -Infinity, "b_dec[0] is -Infinity"],
  ])("%s that is not finite is refused with its index", async (name, at, value, message) => {
    const path = await stored(put(name, at, value));
    await expect(readSae(path)).rejects.toMatchObject({
      code: "CORRUPT_FILE",
      message: `${join(path, "sae_weights.safetensors")}: ${message}, not a finite number.`,
    });
  });

  test("of a language model are looked at alike", () => {
    const weights = new Map([["model.norm.weight", tensor(2, 2, 3)]]);
    expect(() => checkFinite(weights, "a")).not.toThrow();
    put("model.norm.weight", 10, NaN)(weights);
    expect(() => checkFinite(weights, "a")).toThrow(
      "a: model.norm.weight[1, 1, 1] is NaN, not a finite number.",
    );
  });

  test("lists are read as rows too", async () => {
    const plain = await readSae(await stored());
    const rows = await readSae(
      await stored((weights) => {
        for (const name of ["b_dec", "b_enc"])
          weights.set(name, { ...tensor(1, weights.get(name)?.shape[0] ?? 0) });
      }),
    );
    expect(rows.weights).toEqual(plain.weights);
  });
});

describe("centred writing weights", () => {
  const centred = {
    ...CONFIG,
    metadata: { ...CONFIG.metadata, model_from_pretrained_kwargs: { center_writing_weights: true } },
  };

  test("are read of the configuration, and known of repositories that do not say it", async () => {
    expect((await readSae(await stored())).config.centred).toBeUndefined();
    expect((await readSae(await stored(undefined, centred))).config.centred).toBe(true);
    const hub = {
      kind: "hub",
      repo: "jbloom/GPT2-Small-SAEs-Reformatted",
      revision: "0",
      folder: "",
    } as const;
    expect((await readSae(await stored(), readOptions(hub))).config.centred).toBe(true);
    expect(readOptions({ ...hub, repo: "lab/other" })).toEqual({});
    const mistral = readOptions({ ...hub, repo: "JoshEngels/Mistral-7B-Residual-Stream-SAEs" });
    expect((await readSae(await stored(), mistral)).config.inputNormalisation).toBe("constant-norm");
  });

  test("and other entries that change numbers are refused by name", async () => {
    const kwargs = { fold_value_biases: true };
    const metadata = {
      ...CONFIG.metadata,
      hook_name: "blocks.1.attn.hook_z",
      model_from_pretrained_kwargs: kwargs,
    };
    await expect(readSae(await stored(undefined, { ...CONFIG, metadata }))).rejects.toMatchObject({
      code: "UNSUPPORTED",
      message: expect.stringContaining(
        'model_from_pretrained_kwargs "fold_value_biases" (true) at',
      ) as string,
    });
    const sliced = { ...CONFIG, metadata: { ...CONFIG.metadata, seqpos_slice: [5, null] } };
    await expect(readSae(await stored(undefined, sliced))).rejects.toMatchObject({
      code: "UNSUPPORTED",
      message: expect.stringContaining("seqpos_slice [5,null]") as string,
    });
  });
});
