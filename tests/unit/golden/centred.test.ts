/**
 * SAEs of models with centred writing weights: the activations that they read are x minus its mean, as TransformerLens'
 * center_writing_weights makes them (the same done here to the tiny GPT-2 of tests/golden).
 */
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { SaeConfig } from "@/domain/models";
import { Random } from "@/domain/random";
import { createOnnxEngine } from "@/workers/engine/onnx/engine";
import type { HostTensor } from "@/workers/engine/ops";
import { input } from "@/workers/engine/ops-inputs";
import { PROJECT_ROOT } from "@/domain/project-root";
import { readModelConfig } from "@/workers/files/model-config";
import { readModelWeights } from "@/workers/files/model-weights";
import { HookReader } from "@/workers/models/hook-reader";
import { encode, encodeLowered } from "@/workers/sae/encode";
import { jointWeights, type Sae } from "@/workers/sae/sae";
import { relativeError } from "./relative-error";

const FOLDER = join(PROJECT_ROOT, "tests/golden/models/gpt2");
const WIDTH = 24;
const PASSAGES = [[1, 5, 9, 13, 17, 21, 25, 29]];

/** Every row [.., d] that is written into the residual stream, less its mean. */
function centredRows(weights: ReadonlyMap<string, HostTensor>): Map<string, HostTensor> {
  const writes = /(wte\.weight|wpe\.weight|c_proj\.(weight|bias))$/;
  return new Map(
    [...weights].map(([name, tensor]) => {
      if (!writes.test(name)) return [name, tensor];
      const data = Float32Array.from(tensor.data);
      for (let at = 0; at < data.length; at += WIDTH) {
        const row = data.subarray(at, at + WIDTH);
        const mean = row.reduce((sum, value) => sum + value, 0) / WIDTH;
        row.forEach((value, i) => (row[i] = value - mean));
      }
      return [name, { ...tensor, data }];
    }),
  );
}

function randomSae(centred: boolean): Sae {
  const random = new Random(4);
  const tensor = (...shape: number[]): HostTensor => ({
    dtype: "float32",
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()),
  });
  const config: SaeConfig = {
    ...{ architecture: "relu", dIn: WIDTH, dSae: 40, hookName: "blocks.1.hook_resid_post" },
    ...{ subtractDecoderBias: true, ...(centred ? { centred } : {}) },
  };
  const weights = new Map([
    ["W_enc", tensor(WIDTH, 40)],
    ["W_dec", tensor(40, WIDTH)],
    ["b_enc", tensor(40)],
    ["b_dec", tensor(WIDTH)],
  ]);
  return { config, weights };
}

describe("centred writing weights", () => {
  const engine = createOnnxEngine();
  afterAll(() => engine.dispose());

  async function read(weights: ReadonlyMap<string, HostTensor>, hookName: string) {
    const config = await readModelConfig(join(FOLDER, "config.json"));
    const reader = await HookReader.create(engine, config, weights, hookName);
    const x = await reader.read(PASSAGES);
    await reader.dispose();
    return x;
  }

  async function run(sae: Sae, x: Float32Array) {
    const program = await engine.compile(
      {
        name: "sae",
        inputs: { x: { dtype: "float32", shape: ["tokens", WIDTH] } },
        build(ops, inputs) {
          const { features, decode } = encode(ops, sae, input(inputs, "x"));
          return {
            features,
            lowered: encodeLowered(ops, sae, input(inputs, "x")),
            decoded: decode(features),
          };
        },
      },
      jointWeights({ weights: new Map() }, sae),
    );
    const outputs = await program.run({ x: { dtype: "float32", shape: [x.length / WIDTH, WIDTH], data: x } });
    await program.dispose();
    return outputs;
  }

  test.each(["blocks.0.hook_resid_pre", "blocks.1.hook_resid_post", "blocks.2.hook_mlp_out"])(
    "at %s: features of the model as it is are those of the centred one",
    async (hookName) => {
      const weights = await readModelWeights(FOLDER, await readModelConfig(join(FOLDER, "config.json")));
      const [plain, centred] = [await read(weights, hookName), await read(centredRows(weights), hookName)];
      const [ours, theirs] = [await run(randomSae(true), plain), await run(randomSae(false), centred)];
      for (const name of ["features", "lowered"])
        expect(relativeError(ours[name], input(theirs, name)), name).toBeLessThan(1e-4);
      // and the reconstruction is one of x, its mean included
      const shape = [plain.length];
      const minus = (a: HostTensor["data"], b: HostTensor["data"]): HostTensor => ({
        ...{ dtype: "float32", shape },
        data: Float32Array.from(a, (value, i) => value - (b[i] ?? NaN)),
      });
      const found = minus(input(ours, "decoded").data, input(theirs, "decoded").data);
      const difference = minus(plain, centred);
      found.data.forEach((value, i) => expect(value).toBeCloseTo(difference.data[i] ?? NaN, 3));
      // a test in which nothing is centred would hold too
      expect(Math.max(...difference.data.map(Math.abs))).toBeGreaterThan(0.01);
    },
  );
});
