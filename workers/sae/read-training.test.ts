import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder, type TemporaryFolder } from "@/tests/support/temporary-folder";
import { readTraining } from "./read-training";

let folder: TemporaryFolder;
beforeAll(async () => (folder = await temporaryFolder("training manifest")));
afterAll(() => folder.remove());
const write = (name: string, value: unknown) => writeFile(join(folder.path, name), JSON.stringify(value));

describe("what training has left beside an SAE", () => {
  test("is nothing where there is no manifest", async () => {
    expect(await readTraining(folder.path, 2)).toBeNull();
  });

  test("is the manifest, and with it how near each feature was found again", async () => {
    await write("manifest.json", { trainedTokens: 7 });
    expect(await readTraining(folder.path, 2)).toEqual({ trainedTokens: 7 });
    await write("stability.json", [0.9, -0.2]);
    expect(await readTraining(folder.path, 2)).toEqual({ trainedTokens: 7, stability: [0.9, -0.2] });
  });

  test("is refused where it is of another SAE, or no cosines", async () => {
    await expect(readTraining(folder.path, 3)).rejects.toMatchObject({ code: "CORRUPT_FILE" });
    await write("stability.json", [0.9, 1.5]);
    await expect(readTraining(folder.path, 2)).rejects.toMatchObject({ code: "CORRUPT_FILE" });
  });
});
