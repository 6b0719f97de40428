import { readdir, readFile, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { flipByte } from "@/tests/support/files/flip-byte";
import { COMMIT, serveHub } from "@/tests/support/files/hub-server";
import { useHub } from "@/tests/support/files/use-hub";
import { PROJECT_ROOT } from "@/domain/project-root";
import { hashFile } from "../files/hashes";
import { findSaeFormat } from "./formats/read";
import { loadSae, saeFolder } from "./load";

const GOLDEN = join(PROJECT_ROOT, "tests/golden/saes/saelens-standard");
const SOURCE = { kind: "hub", repo: "lab/saes", revision: COMMIT, folder: "sae" } as const;

const served = useHub(async () => {
  const names = (await readdir(GOLDEN)).filter((name) => /^(cfg\.json|sae_weights\.safetensors)$/.test(name));
  const files = await Promise.all(
    names.map(async (name) => [`sae/${name}`, new Uint8Array(await readFile(join(GOLDEN, name)))] as const),
  );
  return serveHub(SOURCE.repo, Object.fromEntries(files), ["sae/sae_weights.safetensors"]);
});

/** Changes a byte as a failing disk does, which sets no time. */
async function rot(file: string): Promise<void> {
  const { atime, mtime } = await stat(file);
  await flipByte(file);
  await utimes(file, atime, mtime);
}

describe("an SAE whose stored weights have changed", () => {
  it("is fetched again where it was fetched", async () => {
    const { weightsFile } = await findSaeFormat(await saeFolder(SOURCE, served.data));
    const sha256 = await hashFile(weightsFile, "sha256", "hex");
    const before = await loadSae(SOURCE, sha256, served.data);
    for (const change of [flipByte, rot]) {
      await change(weightsFile);
      expect(await loadSae(SOURCE, sha256, served.data)).toEqual(before);
      expect(await hashFile(weightsFile, "sha256", "hex")).toBe(sha256);
    }
  });

  it("is refused, by the file's name, in a folder of somebody's own", async () => {
    const folder = await saeFolder(SOURCE, served.data);
    const { weightsFile } = await findSaeFormat(folder);
    const sha256 = await hashFile(weightsFile, "sha256", "hex");
    await rot(weightsFile);
    await expect(loadSae({ kind: "directory", path: folder }, sha256, served.data)).rejects.toMatchObject({
      code: "HASH_MISMATCH",
      message: expect.stringContaining(weightsFile) as string,
    });
  });
});
