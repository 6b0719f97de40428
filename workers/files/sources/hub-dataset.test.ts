import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { COMMIT, serveHub } from "@/tests/support/files/hub-server";
import { useHub } from "@/tests/support/files/use-hub";
import { ensureDatasetFile } from "./hub-dataset";

const REPO = "datasets/lab/stories";
const train = new TextEncoder().encode('{"text":"A dog ran."}\n'.repeat(5_000));
const FILES = {
  "README.md": new Uint8Array(9),
  "data/train.jsonl": train,
  "data/test.jsonl": new TextEncoder().encode('{"text":"A cat sat."}\n'),
  "tables/rows.csv.gz": new TextEncoder().encode("packed"),
  "tables/dataset_infos.json": new TextEncoder().encode("{}"),
  "plain/all.txt": new TextEncoder().encode("A bird flew."),
};

const served = useHub(() => serveHub(REPO, FILES, ["data/train.jsonl"]));

const ensure = (place: string) => ensureDatasetFile(place, { dataFolder: served.data });
const fetched = () => served.hub.requests.filter(({ path }) => path.includes("/resolve/")).length;

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

  it("may be a packed table, beside JSON that is read only where it is named", async () => {
    expect(await readFile(await ensure(`hf:${REPO}/tables`), "utf8")).toBe("packed");
    expect(await readFile(await ensure(`hf:${REPO}/tables/dataset_infos.json`), "utf8")).toBe("{}");
  });

  it("is refused where its content is not what the hub lists", async () => {
    served.hub.tampered.set("data/train.jsonl", train.toReversed());
    await expect(ensure(`hf:${REPO}/data/train.jsonl`)).rejects.toMatchObject({ code: "HASH_MISMATCH" });
  });

  it.each([
    [`hf:${REPO}`, "NOT_FOUND", /several files/, /data\/train\.jsonl, data\/test\.jsonl, /],
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
