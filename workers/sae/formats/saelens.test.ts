import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SaeConfig } from "@/domain/models";
import { Random } from "@/domain/random";
import type { HostTensor } from "../../engine/ops";
import { readSafetensors, writeSafetensors } from "../../files/safetensors";
import type { Sae } from "../sae";
import { readSaelens, writeSaelens } from "./saelens";

const D = 3;
const M = 5;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "saelens-"));
});
afterEach(() => rm(folder, { recursive: true }));

function weights(more: Readonly<Record<string, number[]>> = {}): Map<string, HostTensor> {
  const random = new Random(7);
  const shapes = { W_enc: [D, M], W_dec: [M, D], b_enc: [M], b_dec: [D], ...more };
  return new Map(
    Object.entries(shapes).map(([name, shape]) => {
      const length = shape.reduce((product, size) => product * size, 1);
      return [name, { dtype: "float32", shape, data: Float32Array.from({ length }, () => random.normal()) }];
    }),
  );
}

/** The fields that SAELens 6.54 writes for every SAE. */
const nested = {
  d_in: D,
  d_sae: M,
  dtype: "float32",
  device: "cpu",
  apply_b_dec_to_input: true,
  normalize_activations: "none",
  reshape_activations: "none",
  metadata: {
    sae_lens_version: "6.54.12",
    sae_lens_training_version: "6.54.12",
    model_name: "pythia-70m",
    hook_name: "blocks.3.hook_resid_post",
    hook_head_index: null,
    context_size: 128,
    prepend_bos: true,
    dataset_path: "some/dataset",
  },
  architecture: "standard",
};

/** As version 3 wrote it: the whole training run in one table. */
const flat = {
  model_name: "gpt2-small",
  hook_point: "blocks.8.hook_resid_pre",
  hook_point_head_index: null,
  d_in: D,
  d_sae: M,
  dtype: "torch.float32",
  device: "mps",
  activation_fn_str: "relu",
  context_size: 128,
  lr: 0.0004,
  l1_coefficient: 0.00008,
  wandb_project: "mats_sae_training_gpt2",
};

async function store(cfg: unknown, tensors: ReadonlyMap<string, HostTensor> = weights()): Promise<string> {
  await writeFile(join(folder, "cfg.json"), JSON.stringify(cfg));
  await writeSafetensors(join(folder, "sae_weights.safetensors"), tensors);
  return folder;
}

const configOf = async (cfg: unknown, tensors?: ReadonlyMap<string, HostTensor>) =>
  (await readSaelens(await store(cfg, tensors))).config;

describe("reading", () => {
  it("reads version 6", async () => {
    const sae = await readSaelens(await store(nested));
    expect(sae.config).toEqual({
      architecture: "relu",
      dIn: D,
      dSae: M,
      hookName: "blocks.3.hook_resid_post",
      subtractDecoderBias: true,
      modelName: "pythia-70m",
      contextSize: 128,
      prependBos: true,
    } satisfies SaeConfig);
    expect(sae.weights).toEqual(weights());
    expect(sae.inputScale).toBeUndefined();
  });

  it("reads the flat table of earlier versions, whose decoder bias is always subtracted", async () => {
    expect(await configOf(flat)).toEqual({
      architecture: "relu",
      dIn: D,
      dSae: M,
      hookName: "blocks.8.hook_resid_pre",
      subtractDecoderBias: true,
      modelName: "gpt2-small",
      contextSize: 128,
      prependBos: true,
    } satisfies SaeConfig);
    const { hook_point, activation_fn_str, ...rest } = flat;
    const version4 = {
      ...rest,
      hook_name: hook_point,
      activation_fn: activation_fn_str,
      sae_lens_version: "4.3.1",
    };
    expect(await configOf({ ...version4, apply_b_dec_to_input: false, prepend_bos: false })).toMatchObject({
      hookName: "blocks.8.hook_resid_pre",
      subtractDecoderBias: false,
      prependBos: false,
    });
  });

  it("knows top-k by its name or, earlier, by its activation function", async () => {
    const topk = { ...nested, architecture: "topk", k: 2, rescale_acts_by_decoder_norm: true };
    expect(await configOf(topk)).toMatchObject({ architecture: "topk", k: 2, rescaleByDecoderNorm: true });
    const old = {
      ...flat,
      architecture: "standard",
      activation_fn_str: "topk",
      activation_fn_kwargs: { k: 4 },
    };
    expect(await configOf(old)).toMatchObject({ architecture: "topk", k: 4 });
  });

  it("knows JumpReLU, and BatchTopK that is stored as JumpReLU", async () => {
    const tensors = weights({ threshold: [M] });
    const jump = { ...nested, architecture: "jumprelu" };
    expect((await configOf(jump, tensors)).architecture).toBe("jumprelu");
    for (const training_architecture of ["batchtopk", "matryoshka_batchtopk"]) {
      const metadata = {
        ...nested.metadata,
        training_architecture,
        training_architecture_details: { k: 32, topk_threshold_lr: 0.01 },
      };
      expect(await configOf({ ...jump, metadata }, tensors)).toMatchObject({
        architecture: "batchtopk",
        k: 32,
      });
    }
  });

  it("reads a training checkpoint of BatchTopK with its one threshold and the factor beside it", async () => {
    const tensors = weights();
    tensors.set("topk_threshold", { dtype: "float32", shape: [], data: Float32Array.of(0.75) });
    await store(
      {
        ...nested,
        architecture: "batchtopk",
        k: 20,
        topk_threshold_lr: 0.01,
        decoder_init_norm: 0.1,
        aux_loss_coefficient: 1,
        normalize_activations: "expected_average_only_in",
      },
      tensors,
    );
    await writeFile(join(folder, "activation_scaler.json"), '{"scaling_factor": 1.25}');
    const sae = await readSaelens(folder);
    expect(sae.config).toMatchObject({
      architecture: "batchtopk",
      k: 20,
      inputNormalisation: "average-norm",
    });
    expect(sae.weights.get("threshold")).toEqual({
      dtype: "float32",
      shape: [M],
      data: new Float32Array(M).fill(0.75),
    });
    expect(sae.inputScale).toBe(1.25);
  });

  it.each([
    ["none", undefined],
    ["layer_norm", "layer-norm"],
    ["constant_norm_rescale", "constant-norm"],
    ["expected_average_only_in", "average-norm"],
  ])("normalize_activations %s", async (normalize_activations, expected) => {
    expect((await configOf({ ...nested, normalize_activations })).inputNormalisation).toBe(expected);
  });

  it("takes normalize_activations of early versions, a truth value", async () => {
    expect(await configOf({ ...flat, normalize_activations: true })).toMatchObject({
      inputNormalisation: "average-norm",
    });
    expect((await configOf({ ...flat, normalize_activations: false })).inputNormalisation).toBeUndefined();
  });

  it("drops a fine-tuning factor of 1 and refuses another", async () => {
    const tensors = weights({ scaling_factor: [M] });
    tensors.get("scaling_factor")?.data.fill(1);
    expect([...(await readSaelens(await store(flat, tensors))).weights.keys()]).not.toContain(
      "scaling_factor",
    );
    tensors.get("scaling_factor")?.data.set([1.5], 2);
    await expect(readSaelens(await store(flat, tensors))).rejects.toMatchObject({ code: "UNSUPPORTED" });
  });
});

describe("refusing", () => {
  const without = (name: string) => {
    const tensors = weights();
    tensors.delete(name);
    return tensors;
  };
  const transposed = weights({ W_enc: [M, D] });

  it.each<[string, unknown, ReadonlyMap<string, HostTensor>, string, string]>([
    [
      "an unknown architecture",
      { ...nested, architecture: "temporal" },
      weights(),
      "UNSUPPORTED",
      "a temporal SAE",
    ],
    [
      "one named like a method",
      { ...nested, architecture: "constructor" },
      weights(),
      "UNSUPPORTED",
      '"constructor"',
    ],
    [
      "a transcoder without target",
      { ...nested, architecture: "transcoder", d_out: 3 },
      weights(),
      "CORRUPT_FILE",
      "hook_name_out",
    ],
    ["an unknown field", { ...nested, sparkle: 1 }, weights(), "UNSUPPORTED", 'the field "sparkle"'],
    [
      "another activation",
      { ...flat, activation_fn_str: "tanh-relu" },
      weights(),
      "UNSUPPORTED",
      '"tanh-relu"',
    ],
    [
      "whitening",
      { ...nested, normalize_activations: "covariance_whitening" },
      weights(),
      "UNSUPPORTED",
      "covariance_whitening",
    ],
    [
      "a single head that is written",
      {
        ...{ ...nested, architecture: "transcoder", d_out: 3, apply_b_dec_to_input: false },
        metadata: { ...nested.metadata, hook_name_out: "blocks.3.hook_mlp_out", hook_head_index_out: 2 },
      },
      weights(),
      "UNSUPPORTED",
      "hook_head_index_out 2",
    ],
    [
      "a transcoder that subtracts b_dec",
      {
        ...{ ...nested, architecture: "transcoder", d_out: 3 },
        metadata: { ...nested.metadata, hook_name_out: "blocks.3.hook_mlp_out" },
      },
      weights(),
      "UNSUPPORTED",
      "apply_b_dec_to_input of a transcoder",
    ],
    [
      "arguments of the model's calls",
      { ...flat, model_kwargs: { start_at_layer: 2 } },
      weights(),
      "UNSUPPORTED",
      'model_kwargs "start_at_layer" (2)',
    ],
    [
      "a choice by decoder norm where there is none",
      { ...nested, architecture: "jumprelu", rescale_acts_by_decoder_norm: true },
      weights({ threshold: [M] }),
      "UNSUPPORTED",
      'rescale_acts_by_decoder_norm of architecture "jumprelu"',
    ],
    ["a single head", { ...flat, hook_point_head_index: 3 }, weights(), "UNSUPPORTED", "hook_head_index"],
    [
      "no hook",
      { ...nested, metadata: { sae_lens_version: "6.0.0" } },
      weights(),
      "CORRUPT_FILE",
      "hook_name is missing",
    ],
    ["no d_in", { ...nested, d_in: undefined }, weights(), "CORRUPT_FILE", "d_in"],
    ["a fractional d_sae", { ...nested, d_sae: 4.5 }, weights(), "CORRUPT_FILE", "d_sae"],
    ["top-k without k", { ...nested, architecture: "topk" }, weights(), "CORRUPT_FILE", "k missing"],
    ["a list", [], weights(), "CORRUPT_FILE", "cfg.json"],
    ["a missing weight", nested, without("b_dec"), "CORRUPT_FILE", "b_dec is missing"],
    [
      "JumpReLU without threshold",
      { ...nested, architecture: "jumprelu" },
      weights(),
      "CORRUPT_FILE",
      "threshold is missing",
    ],
    ["a transposed encoder", nested, transposed, "CORRUPT_FILE", "W_enc is float32 [5, 3]"],
    ["sizes of another SAE", { ...nested, d_sae: 6 }, weights(), "CORRUPT_FILE", "d_sae 6 asks for [3, 6]"],
    ["an unknown weight", nested, weights({ W_skip: [D, D] }), "UNSUPPORTED", '"W_skip"'],
  ])("%s", async (_, cfg, tensors, code, says) => {
    await expect(readSaelens(await store(cfg, tensors))).rejects.toMatchObject({
      code,
      message: expect.stringContaining(says) as string,
    });
  });

  it("a folder without an SAE", async () => {
    await expect(readSaelens(folder)).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: `${join(folder, "cfg.json")} does not exist.`,
    });
  });
});

describe("writing", () => {
  const base: SaeConfig = {
    architecture: "relu",
    dIn: D,
    dSae: M,
    hookName: "blocks.3.hook_resid_post",
    subtractDecoderBias: false,
    modelName: "stories15m",
    contextSize: 256,
    prependBos: true,
  };
  const saes: Sae[] = [
    { config: base, weights: weights() },
    { config: { ...base, architecture: "topk", k: 2, rescaleByDecoderNorm: true }, weights: weights() },
    { config: { ...base, architecture: "jumprelu" }, weights: weights({ threshold: [M] }) },
    { config: { ...base, architecture: "batchtopk", k: 2 }, weights: weights({ threshold: [M] }) },
    { config: { ...base, subtractDecoderBias: true, inputNormalisation: "layer-norm" }, weights: weights() },
  ];

  it.each(saes.map((sae) => [sae.config.architecture, sae] as const))("round trip of %s", async (_, sae) => {
    await writeSaelens(folder, sae);
    const { config, weights } = await readSaelens(folder);
    expect(config).toEqual(sae.config);
    expect(new Map([...weights].sort())).toEqual(new Map([...sae.weights].sort()));
  });

  it("writes what SAELens looks for", async () => {
    const sae = saes[3] as Sae;
    await writeSaelens(folder, sae, { dtype: "F16", metadata: { seed: 3 } });
    expect(JSON.parse(await readFile(join(folder, "cfg.json"), "utf8"))).toEqual({
      architecture: "jumprelu",
      d_in: D,
      d_sae: M,
      dtype: "float32",
      device: "cpu",
      apply_b_dec_to_input: false,
      normalize_activations: "none",
      reshape_activations: "none",
      metadata: {
        seed: 3,
        sae_lens_version: "6.0.0",
        hook_name: "blocks.3.hook_resid_post",
        model_name: "stories15m",
        context_size: 256,
        prepend_bos: true,
        training_architecture: "batchtopk",
        training_architecture_details: { k: 2 },
      },
    });
    const { tensors } = await readSafetensors(join(folder, "sae_weights.safetensors"));
    expect([...tensors.keys()].sort()).toEqual(["W_dec", "W_enc", "b_dec", "b_enc", "threshold"]);
  });

  it("refuses weights that do not fit, before anything is written", async () => {
    const target = join(folder, "new");
    await expect(
      writeSaelens(target, { config: { ...base, dSae: 6 }, weights: weights() }),
    ).rejects.toMatchObject({
      message: expect.stringContaining("W_enc") as string,
    });
    await expect(readFile(join(target, "cfg.json"))).rejects.toThrow("ENOENT");
  });
});
