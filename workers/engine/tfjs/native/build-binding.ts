import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { FeaturescopeError } from "@/domain/errors";
import { hasCode } from "../../../files/file-errors";
import { BINDING } from "./tensorflow";

const { resolve } = createRequire(import.meta.url);

/**
 * Compiles TensorFlow.js's native backend, whose sources come with its npm package, against the library in `folder`, where it
 * finds it again wherever the folder is moved. Takes about ten seconds.
 * @param folder holds `tensorflow/`, and is given tfjs_binding.node
 * @throws FeaturescopeError UNAVAILABLE without a compiler, or where it refuses
 */
export async function buildBinding(folder: string): Promise<void> {
  const compiler = process.env.CXX ?? "c++";
  const sources = dirname(resolve("@tensorflow/tfjs-node-gpu/package.json"));
  const headers = join(dirname(resolve("node-api-headers/package.json")), "include");
  const libraries = join(folder, "tensorflow");
  const args = [
    ...["-O2", "-std=c++17", "-fPIC", "-shared", "-DNAPI_VERSION=8"],
    ...[headers, join(libraries, "include"), sources].flatMap((path) => ["-I", path]),
    ...["tfjs_backend.cc", "tfjs_binding.cc"].map((file) => join(sources, "binding", file)),
    ...["-L", libraries, "-l:libtensorflow_cc.so.2", "-l:libtensorflow_framework.so.2"],
    ...["-Wl,-rpath,$ORIGIN/tensorflow", "-o", join(folder, BINDING)],
  ];
  try {
    await promisify(execFile)(compiler, args);
  } catch (error) {
    const missing = hasCode(error, "ENOENT");
    const said = (error as { stderr?: string }).stderr?.split("\n").find((line) => line.includes("error"));
    throw new FeaturescopeError(
      "UNAVAILABLE",
      missing
        ? `TensorFlow's binding cannot be compiled: there is no ${compiler}.`
        : `${compiler} cannot compile TensorFlow's binding${said ? `: ${said.trim()}` : "."}`,
      missing
        ? "Install a C++ compiler (on Debian: apt-get install g++), or name one in CXX."
        : "It needs a compiler of C++17, such as g++ 9 or later.",
      { cause: error },
    );
  }
}
