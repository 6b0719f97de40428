import { Argument, Command } from "commander";
import { createOnnxEngine } from "@/workers/engine/onnx/engine";
import { differenceTo, TOLERANCE } from "@/workers/engine/onnx/provider-check";
import type { BackendName } from "@/workers/engine/tfjs/backend";
import { createTfjsEngine } from "@/workers/engine/tfjs/engine";
import { installDawn } from "@/workers/engine/tfjs/native/dawn";
import { installTensorflow } from "@/workers/engine/tfjs/native/install-tensorflow";
import { dataFolder } from "@/workers/files/data-folder";
import type { FetchOptions } from "@/workers/files/sources/fetch-options";
import { FeaturescopeError } from "@/domain/errors";
import { interruptSignal } from "../interrupt";
import { ProgressBar } from "../progress";

interface Part {
  title: string;
  backend: BackendName;
  /** @returns false where it was there already */
  install(options: FetchOptions): Promise<boolean>;
}

const PARTS: Readonly<Record<string, Part>> = {
  tensorflow: {
    title: "TensorFlow for the CPU",
    backend: "tfjs-node",
    install: (options) => installTensorflow("cpu", options),
  },
  "tensorflow-gpu": {
    title: "TensorFlow with CUDA",
    backend: "tfjs-node-gpu",
    install: (options) => installTensorflow("gpu", options),
  },
  webgpu: { title: "Dawn, for WebGPU", backend: "webgpu", install: installDawn },
};

export default new Command("enable")
  .description(
    "Install what another engine needs, into the data folder; then have it compute as the CPU does.",
  )
  .addArgument(new Argument("<part>", "what to install").choices(Object.keys(PARTS)))
  .action(async (name: string) => {
    const part = PARTS[name] as Part;
    const signal = interruptSignal(
      `Fetching ${part.title} was broken off.`,
      "Start again to go on where it stopped.",
    );
    const bar = new ProgressBar(`Fetching ${part.title}`, (bytes) => `${(bytes / 1e6).toFixed(1)} MB`);
    const fetched = await part.install({
      ...{ dataFolder: dataFolder(), signal },
      onProgress: ({ received, total }) => bar.update(received, total),
    });
    bar.finish(`Fetched ${part.title}.`);
    process.stdout.write(
      `${part.title} is ${fetched ? "installed" : "there already"}. ${await tried(part)}\n`,
    );
  });

/** What came of computing with it. @throws UNAVAILABLE where it computes something else than the CPU does */
async function tried({ backend }: Part): Promise<string> {
  let engine;
  try {
    engine = await createTfjsEngine(backend);
  } catch (error) {
    if (error instanceof FeaturescopeError && error.code === "UNAVAILABLE")
      return `It was not tried: ${error.message}`;
    throw error;
  }
  const difference = await differenceTo(createOnnxEngine(), engine);
  const off = difference.toExponential(1);
  if (!(difference < TOLERANCE))
    throw new FeaturescopeError(
      "UNAVAILABLE",
      `${engine.description} computes something else than the CPU (off by ${off}).`,
      "Do not use it; please report this with the name of the GPU and its driver.",
    );
  return `${engine.description}: computes as the CPU does (off by ${off}). FEATURESCOPE_ENGINE=tfjs uses it.`;
}
