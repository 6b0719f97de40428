import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { COMMIT, serveHub, type HubFixture } from "@/tests/support/files/hub-server";
import { temporaryFolder, type TemporaryFolder } from "@/tests/support/temporary-folder";
import { ensureDatasetFile } from "./hub-dataset";

const REPO = "datasets/lab/stories";
const train = new TextEncoder().encode('{"text":"A dog ran."}\n'.repeat(5_000));
const FILES = {
  "README.md": new Uint8Array(9),
  "data/train.jsonl": train,
  "data/test.jsonl": new TextEncoder().encode('{"text":"A cat sat."}\n'),
  "plain/all.txt": new TextEncoder().encode("A bird flew."),
};

let data: TemporaryFolder;
let hub: HubFixture;
beforeEach(async () => {
  data = await temporaryFolder("dataset");
  hub = await serveHub(REPO, FILES, ["data/train.jsonl"]);
  vi.stubEnv("FEATURESCOPE_HUB", hub.url);
  vi.stubEnv("HF_TOKEN", "");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  hub.close();
  await data.remove();
});

const ensure = (place: string) => ensureDatasetFile(place, { dataFolder: data.path });
const fetched = () => hub.requests.filter(({ path }) => path.includes("/resolve/")).length;

describe("a file of a dataset", () => {
  it("is fetched alone, at the commit that its branch stands for, and once", async () => {
    const path = await ensure(`hf:${REPO}/data/train.jsonl`);
    expect(path).toContain(COMMIT);
    expect((await readFile(path)).equals(train)).toBe(true);
    expect(await ensure(`hf:${REPO}/data/train.jsonl@main`)).toBe(path);
    expect(fetched()).toBe(1);
  });

  it("need not be named where it is the only one", async () => {
    expect(await readFile(await ensure(`hf:${REPO}/plain`), "utf8")).toBe("A bird flew.");
  });

  it("is refused where its content is not what the hub lists", async () => {
    hub.tampered.set("data/train.jsonl", train.toReversed());
    await expect(ensure(`hf:${REPO}/data/train.jsonl`)).rejects.toMatchObject({ code: "HASH_MISMATCH" });
  });

  it.each([
    [`hf:${REPO}`, "NOT_FOUND", /several files/, /data\/train\.jsonl, data\/test\.jsonl, plain\/all\.txt/],
    [`hf:${REPO}/data/valid.jsonl`, "NOT_FOUND", /holds no data\/valid\.jsonl/, /data\/test\.jsonl/],
    [`hf:${REPO}/nowhere`, "NOT_FOUND", /holds no \.parquet/, /page/],
    ["hf:datasets/lab/none/a.txt", "NOT_FOUND", /shows no repository datasets\/lab\/none/, /HF_TOKEN/],
    ["hf:lab/stories/a.txt", "BAD_INPUT", /names no file of a dataset/, /hf:datasets\/owner/],
    [`hf:${REPO}/../x.txt`, "BAD_INPUT", /names no file of a dataset/, /hf:datasets\/owner/],
  ])("%s is answered with %s", async (place, code, message, hint) => {
    await expect(ensure(place)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
      hint: expect.stringMatching(hint) as string,
    });
    expect(fetched()).toBe(0);
  });
});
