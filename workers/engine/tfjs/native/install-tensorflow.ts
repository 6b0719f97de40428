import { chmod, mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { FeaturescopeError } from "@/domain/errors";
import type { FetchOptions } from "../../../files/sources/fetch-options";
import { exists } from "../../../files/exists";
import { withWheel } from "../../../files/sources/python-package";
import { withWorkFolder } from "../../../files/work-folder";
import { listZip, unpackZipEntry } from "../../../files/zip";
import { buildBinding } from "./build-binding";
import { BINDING, NEEDED, tensorflowFolder, TENSORFLOW_WHEELS, type TensorflowKind } from "./tensorflow";

/**
 * Brings TensorFlow into the data folder, once: fetches its wheels by hash, keeps the libraries, and compiles the binding for
 * Node.js. All of it is there in the end, or nothing; what was fetched is gone on with.
 * @returns false where it was there already
 * @throws what withWheel throws, and UNAVAILABLE on other systems than Linux on x86-64 or without a C++ compiler
 */
export async function installTensorflow(kind: TensorflowKind, options: FetchOptions): Promise<boolean> {
  const folder = tensorflowFolder(options.dataFolder, kind);
  if (await exists(join(folder, BINDING))) return false;
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new FeaturescopeError(
      "UNAVAILABLE",
      `TensorFlow is brought along for Linux on x86-64; this is ${process.platform} on ${process.arch}.`,
      "The onnx engine runs here.",
    );
  await mkdir(dirname(folder), { recursive: true });
  await withWorkFolder(dirname(folder), async (work) => {
    for (const wheel of TENSORFLOW_WHEELS[kind])
      await withWheel(wheel, (path) => unpackNeeded(path, work), options);
    await buildBinding(work);
    await rm(folder, { recursive: true, force: true });
    await rename(work, folder);
  });
  return true;
}

async function unpackNeeded(wheel: string, folder: string): Promise<void> {
  for (const name of await listZip(wheel)) {
    if (!NEEDED.some((pattern) => pattern.test(name))) continue;
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await unpackZipEntry(wheel, name, path);
    // compilers of kernels
    if (name.includes("/bin/")) await chmod(path, 0o755);
  }
}
