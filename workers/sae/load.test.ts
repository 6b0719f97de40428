import { readdir, readFile, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { flipByte } from "@/tests/support/files/flip-byte";
import { COMMIT, serveHub, type HubFixture } from "@/tests/support/files/hub-server";
import { temporaryFolder, type TemporaryFolder } from "@/tests/support/temporary-folder";
import { PROJECT_ROOT } from "../files/data-folder";
import { hashFile } from "../files/hashes";
import { findSaeFormat } from "./formats/read";
import { loadSae, saeFolder } from "./load";

const GOLDEN = join(PROJECT_ROOT, "tests/golden/saes/saelens-standard");
const SOURCE = { kind: "hub", repo: "lab/saes", revision: COMMIT, folder: "sae" } as const;

let data: TemporaryFolder;
let hub: HubFixture;

beforeEach(async () => {
  data = await temporaryFolder("sae");
  const names = (await readdir(GOLDEN)).filter((name) => /^(cfg\.json|sae_weights\.safetensors)$/.test(name));
  const files = await Promise.all(
    names.map(async (name) => [`sae/${name}`, new Uint8Array(await readFile(join(GOLDEN, name)))] as const),
  );
  hub = await serveHub(SOURCE.repo, Object.fromEntries(files), ["sae/sae_weights.safetensors"]);
  vi.stubEnv("FEATURESCOPE_HUB", hub.url);
  vi.stubEnv("HF_TOKEN", "");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  hub.close();
  await data.remove();
});

/** Changes a byte as a failing disk does, which sets no time. */
async function rot(file: string): Promise<void> {
  const { atime, mtime } = await stat(file);
  await flipByte(file);
  await utimes(file, atime, mtime);
}

describe("an SAE whose stored weights have changed", () => {
  it("is fetched again where it was fetched", async () => {
    const { weightsFile } = await findSaeFormat(await saeFolder(SOURCE, data.path));
    const sha256 = await hashFile(weightsFile, "sha256", "hex");
    const before = await loadSae(SOURCE, sha256, data.path);
    for (const change of [flipByte, rot]) {
      await change(weightsFile);
      expect(await loadSae(SOURCE, sha256, data.path)).toEqual(before);
      expect(await hashFile(weightsFile, "sha256", "hex")).toBe(sha256);
    }
  });

  it("is refused, by the file's name, in a folder of somebody's own", async () => {
    const folder = await saeFolder(SOURCE, data.path);
    const { weightsFile } = await findSaeFormat(folder);
    const sha256 = await hashFile(weightsFile, "sha256", "hex");
    await rot(weightsFile);
    await expect(loadSae({ kind: "directory", path: folder }, sha256, data.path)).rejects.toMatchObject({
      code: "HASH_MISMATCH",
      message: expect.stringContaining(weightsFile) as string,
    });
  });
});
