/** Dawn, which gives Node.js a WebGPU, out of the npm package `webgpu`: one library instead of those of all systems. */
import { copyFile, mkdir, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { FeaturescopeError } from "@/domain/errors";
import type { FetchOptions } from "../../../files/sources/fetch-options";
import { exists } from "../../../files/exists";
import { fetchFilesFromNpm } from "../../../files/sources/npm";
import { withWorkFolder } from "../../../files/work-folder";

const VERSION = "0.6.2";

/** By platform and architecture as Node.js names them. */
const LIBRARIES: Readonly<Record<string, { file: string; sha256: string }>> = {
  "linux-x64": {
    file: "package/dist/linux-x64/dawn.node",
    sha256: "ab18a659f8325e874ea45c80347b64336d7f748601102753d2bc669fdecfd710",
  },
  "linux-arm64": {
    file: "package/dist/linux-arm64/dawn.node",
    sha256: "474a272ac9be570b04fa3791576d32e56f574818e60190c6788a83be90233980",
  },
  "darwin-arm64": {
    file: "package/dist/darwin-universal/dawn.node",
    sha256: "f5b278f3dc65276bf1f8a667f91650d32585431d5b2d148ca729f67924c574a3",
  },
  "darwin-x64": {
    file: "package/dist/darwin-universal/dawn.node",
    sha256: "f5b278f3dc65276bf1f8a667f91650d32585431d5b2d148ca729f67924c574a3",
  },
};

export const dawnPath = (data: string) => join(data, "engines", `dawn-${VERSION}`, "dawn.node");

/**
 * Brings Dawn into the data folder, once (51 MB are fetched for one library).
 * @returns false where it was there already
 * @throws what fetchFilesFromNpm throws, and UNAVAILABLE on systems that it is not made for
 */
export async function installDawn(options: FetchOptions): Promise<boolean> {
  const path = dawnPath(options.dataFolder);
  if (await exists(path)) return false;
  const here = `${process.platform}-${process.arch}`;
  const library = LIBRARIES[here];
  if (!library)
    throw new FeaturescopeError(
      "UNAVAILABLE",
      `There is no WebGPU for ${here}.`,
      `It is made for ${Object.keys(LIBRARIES).join(", ")}.`,
    );
  await mkdir(dirname(path), { recursive: true });
  await withWorkFolder(dirname(path), async (work) => {
    const source = { package: "webgpu", version: VERSION, files: [library] };
    const [fetched = ""] = await fetchFilesFromNpm(source, work, options);
    const copy = join(work, "dawn.node");
    await copyFile(fetched, copy);
    await rename(copy, path);
  });
  return true;
}
