import { createRequire, Module } from "node:module";
import { join } from "node:path";
import util from "node:util";
import { dataFolder } from "../../../files/data-folder";
import { exists } from "../../../files/exists";
import { BINDING, tensorflowFolder, type TensorflowKind } from "./tensorflow";

const require = createRequire(import.meta.url);
/** The package for GPUs is that for CPUs under another name; which it is, the library decides that it is linked to. */
const PACKAGE = "@tensorflow/tfjs-node-gpu";

let loaded: TensorflowKind | undefined;

/**
 * Registers TensorFlow's backend with TensorFlow.js, from what installTensorflow has left in the data folder. A process has
 * one of the two kinds.
 * @throws Error that says in one line why this machine cannot use it
 */
export async function loadTensorflow(kind: TensorflowKind): Promise<void> {
  if (loaded === kind) return;
  if (loaded) throw new Error(`this process has loaded TensorFlow for the ${loaded.toUpperCase()}`);
  const binding = join(tensorflowFolder(dataFolder(), kind), BINDING);
  const command = `npm run enable-${kind === "gpu" ? "gpu" : "tensorflow"}`;
  if (!(await exists(binding))) throw new Error(`not installed (${command})`);
  // what TensorFlow tells of itself at every start is for its developers
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
  const legacy = util as unknown as Partial<Record<string, (value: unknown) => boolean>>;
  // tfjs-node 4.22 still calls these two, which Node 23 removed.
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;
  legacy.isArray ??= Array.isArray;
  answerForBinding(binding);
  try {
    require(PACKAGE);
  } catch (error) {
    const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new Error(`it cannot be loaded (${line})`, { cause: error });
  }
  loaded = kind;
}

/** The package asks node-pre-gyp where its binding is; the answer is ours, in the place of that module. */
function answerForBinding(path: string): void {
  const place = createRequire(require.resolve(`${PACKAGE}/package.json`)).resolve("@mapbox/node-pre-gyp");
  const answer = new Module(place);
  answer.exports = { find: () => path };
  answer.loaded = true;
  require.cache[place] = answer;
}
