import { Random } from "@/domain/random";
import { FeaturescopeError } from "@/domain/errors";
import type { Engine, HostTensor, ProgramSpec } from "../ops";
import { input } from "../ops-inputs";
import { createOnnxEngine, type OnnxProvider } from "./engine";

/** Relative to the largest value: GPUs that round factors to 10 bits (TF32) are off by more. */
const TOLERANCE = 1e-4;
const [ROWS, TIME, WIDTH, FEATURES] = [2, 24, 64, 512];

/** What a collection consists of, in small: attention, norm, products, a choice of features. */
const SPEC: ProgramSpec = {
  name: "provider check",
  inputs: { x: { dtype: "float32", shape: [ROWS, TIME, WIDTH] } },
  build(ops, inputs) {
    const x = input(inputs, "x");
    const attended = ops.attention(x, x, x, { heads: 4, kvHeads: 4, scale: 0.25 });
    const normed = ops.rmsNorm(ops.add(x, attended), ops.weight("norm"), 1e-5);
    const features = ops.relu(ops.matmul(normed, ops.weight("encoder")));
    return { features, decoded: ops.matmul(features, ops.weight("encoder"), { transposeB: true }) };
  },
};

/**
 * The onnx engine on a GPU's provider, once it has computed the same as on the CPU. Throws UNAVAILABLE that says why this
 * machine cannot use it.
 */
export async function createCheckedOnnxEngine(
  provider: Exclude<OnnxProvider, "cpu">,
  threads: number,
): Promise<Engine> {
  const engine = createOnnxEngine({ threads, provider });
  try {
    const difference = await differenceTo(createOnnxEngine({ threads }), engine);
    if (difference < TOLERANCE) return engine;
    throw new Error(`it computes something else than the CPU (off by ${difference.toExponential(1)})`);
  } catch (error) {
    await engine.dispose();
    const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new FeaturescopeError(
      "UNAVAILABLE",
      `ONNX Runtime's ${provider} provider cannot run here (${line.trim()}).`,
      provider === "cuda"
        ? "It needs its library (npm rebuild onnxruntime-node --onnxruntime-node-install=cuda12), CUDA 12 and cuDNN 9."
        : "It needs Vulkan and a GPU with a driver for it.",
    );
  }
}

/** The largest difference of what two engines compute, relative to the largest value; NaN where one gives no number. */
export async function differenceTo(reference: Engine, engine: Engine): Promise<number> {
  const random = new Random(4);
  const tensor = (shape: number[]): HostTensor => ({
    dtype: "float32",
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()),
  });
  const weights = new Map([
    ["norm", tensor([WIDTH])],
    ["encoder", tensor([WIDTH, FEATURES])],
  ]);
  const x = tensor([ROWS, TIME, WIDTH]);
  const outputs: Record<string, HostTensor>[] = [];
  for (const each of [reference, engine]) {
    const program = await each.compile(SPEC, weights);
    outputs.push(await program.run({ x }));
    await program.dispose();
  }
  const [expected = {}, found = {}] = outputs;
  let worst = 0;
  for (const name of ["features", "decoded"]) {
    const wanted = Array.from(input(expected, name).data);
    const largest = Math.max(...wanted.map(Math.abs));
    const computed = input(found, name).data;
    for (const [i, value] of wanted.entries()) {
      const off = Math.abs(value - (computed[i] ?? NaN)) / largest;
      worst = off <= worst ? worst : off; // also where it is no number
    }
  }
  return worst;
}
