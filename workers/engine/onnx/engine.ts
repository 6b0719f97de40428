/** Engine on onnxruntime-node. `run` blocks its thread: jobs call it through workers/compute. */
import { createRequire } from "node:module";
import { setImmediate } from "node:timers/promises";
import ort from "onnxruntime-node";
import { checkFeeds } from "../check-feeds";
import type { Engine, Feeds, HostTensor, Program, ProgramSpec, Weights } from "../ops";
import { traceGraph } from "./trace";

export interface OnnxOptions {
  /** Compute threads of one program; several workers with one thread each beat one worker with many. */
  threads?: number;
  /** Where graphs run; what a provider cannot do runs on the CPU. */
  provider?: OnnxProvider;
  /** Writes what ran where into files whose names begin so, with their end when a program is disposed; slow. */
  profile?: string;
}

export const ONNX_PROVIDERS = ["cpu", "cuda", "webgpu"] as const;
export type OnnxProvider = (typeof ONNX_PROVIDERS)[number];

const version = (createRequire(import.meta.url)("onnxruntime-node/package.json") as { version: string })
  .version;

export function createOnnxEngine({ threads = 1, provider = "cpu", profile }: OnnxOptions = {}): Engine {
  return {
    kind: "onnx",
    description: `onnxruntime-node ${version}, ${provider}, ${threads} thread${threads === 1 ? "" : "s"}`,
    async compile(spec: ProgramSpec, weights: Weights): Promise<Program> {
      const { bytes, sessionOptions } = traceGraph(spec, weights, { webgpu: provider === "webgpu" });
      const session = await ort.InferenceSession.create(bytes, {
        executionProviders: provider === "cpu" ? ["cpu"] : [provider, "cpu"],
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        graphOptimizationLevel: "all",
        logSeverityLevel: 3,
        ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
        ...sessionOptions,
      });
      return new OnnxProgram(spec, session, profile !== undefined);
    },
    dispose: () => Promise.resolve(),
  };
}

class OnnxProgram implements Program {
  constructor(
    private readonly spec: ProgramSpec,
    private readonly session: ort.InferenceSession,
    private readonly isProfiled: boolean,
  ) {}

  async run(feeds: Feeds): Promise<Record<string, HostTensor>> {
    checkFeeds(this.spec, feeds);
    const tensors = Object.fromEntries(
      Object.entries(feeds).map(([name, { dtype, data, shape }]) => [
        name,
        new ort.Tensor(dtype, data, [...shape]),
      ]),
    );
    await setImmediate(); // `run` blocks: let the thread see what came in meanwhile, such as a cancellation
    const outputs = await this.session.run(tensors);
    return Object.fromEntries(
      Object.entries(outputs).map(([name, tensor]) => [
        name.replace(/^out\./, ""),
        {
          dtype: tensor.type as HostTensor["dtype"],
          shape: tensor.dims,
          data: tensor.data as HostTensor["data"],
        },
      ]),
    );
  }

  dispose(): Promise<void> {
    if (this.isProfiled) this.session.endProfiling();
    return this.session.release();
  }
}
