import { Random } from "@/domain/random";
import { FeaturescopeError } from "@/domain/errors";
import type { Engine, Feeds, HostTensor, ProgramSpec, Weights } from "../ops";
import { input } from "../ops-inputs";
import { isSoftwareGpuAllowed } from "../software-gpu";
import { createOnnxEngine, type OnnxProvider } from "./engine";
import { countProducts } from "./products";

/** Relative to the largest value: GPUs that round factors to 10 bits (TF32) are off by more. */
export const TOLERANCE = 1e-4;
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

/** A product that takes a CPU's thread some milliseconds; adapters in software take seconds. */
const SIZE = 512;
const SLOWER = 3;
const PRODUCT: ProgramSpec = {
  name: "provider speed",
  inputs: { x: { dtype: "float32", shape: [SIZE, SIZE] } },
  build: (ops, inputs) => ({ y: ops.sum(ops.matmul(input(inputs, "x"), ops.weight("b")), 0, false) }),
};

/**
 * The onnx engine on a GPU's provider, once it has computed the same as on the CPU, all products on the GPU, and faster: an
 * adapter in software is none. Throws UNAVAILABLE that says why this machine cannot use it.
 */
export async function createCheckedOnnxEngine(
  provider: Exclude<OnnxProvider, "cpu">,
  threads: number,
): Promise<Engine> {
  const engine = createOnnxEngine({ threads, provider });
  try {
    const cpu = createOnnxEngine({ threads: 1 });
    const difference = await differenceTo(cpu, engine);
    if (!(difference < TOLERANCE))
      throw new Error(`it computes something else than the CPU (off by ${difference.toExponential(1)})`);
    const { onCpu, all } = await countProducts(provider, { spec: SPEC, ...example() });
    if (onCpu > 0) throw new Error(`it leaves ${onCpu} of ${all} products to the CPU`);
    if (isSoftwareGpuAllowed()) return engine;
    const [own, onOneThread] = [await timeOfProduct(engine), await timeOfProduct(cpu)];
    if (own > SLOWER * onOneThread)
      throw new Error(
        `it is slower than one thread of the CPU, ${own.toFixed(0)} ms a product against ${onOneThread.toFixed(0)} ms: surely software`,
      );
    return engine;
  } catch (error) {
    await engine.dispose();
    const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new FeaturescopeError(
      "UNAVAILABLE",
      `ONNX Runtime's ${provider} provider cannot run here (${line.trim()}).`,
      provider === "cuda"
        ? "It needs its library (npm rebuild onnxruntime-node --onnxruntime-node-install=cuda12), CUDA 12 and cuDNN 9."
        : "It needs Vulkan (on Debian: apt-get install libvulkan1) and a GPU with a driver for it.",
    );
  }
}

/** The largest difference of what two engines compute, relative to the largest value; NaN where one gives no number. */
export async function differenceTo(reference: Engine, engine: Engine): Promise<number> {
  const { weights, feeds } = example();
  const outputs: Record<string, HostTensor>[] = [];
  for (const each of [reference, engine]) {
    const program = await each.compile(SPEC, weights);
    outputs.push(await program.run(feeds));
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

/** Weights and inputs of SPEC, the same at every call. */
function example(): { weights: Weights; feeds: Feeds } {
  const random = new Random(4);
  const weights = new Map([
    ["norm", randomTensor(random, [WIDTH])],
    ["encoder", randomTensor(random, [WIDTH, FEATURES])],
  ]);
  return { weights, feeds: { x: randomTensor(random, [ROWS, TIME, WIDTH]) } };
}

function randomTensor(random: Random, shape: number[]): HostTensor {
  const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal());
  return { dtype: "float32", shape, data };
}

/** Milliseconds of the second run: the first compiles. */
async function timeOfProduct(engine: Engine): Promise<number> {
  const random = new Random(5);
  const program = await engine.compile(PRODUCT, new Map([["b", randomTensor(random, [SIZE, SIZE])]]));
  const feeds = { x: randomTensor(random, [SIZE, SIZE]) };
  await program.run(feeds);
  const from = performance.now();
  await program.run(feeds);
  const took = performance.now() - from;
  await program.dispose();
  return took;
}
