import { readFile, readdir, rm, truncate } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { flipByte } from "@/tests/support/files/flip-byte";
import { COMMIT, serveHub } from "@/tests/support/files/hub-server";
import { useHub } from "@/tests/support/files/use-hub";
import { ensureLanguageModel } from "../language-model";
import { checkRoot, findSource } from "../../import/find-source";
import { ensureHubFolder, hubFolder, resolveHub } from "./hub";

const REPO = "lab/tiny-saes";
const FOLDER = "blocks.1.hook_resid_post";
const weights = Uint8Array.from({ length: 200_000 }, (_, i) => (i * 31) % 251);
const config = new TextEncoder().encode('{"architecture":"standard"}');
const PATHS = { config: `${FOLDER}/cfg.json`, weights: `${FOLDER}/sae_weights.safetensors` };

const served = useHub(() =>
  serveHub(
    REPO,
    {
      [PATHS.config]: config,
      [PATHS.weights]: weights,
      [`${FOLDER}/training.log`]: new Uint8Array(9),
      "README.md": new Uint8Array(9),
    },
    [PATHS.weights],
  ),
);

const source = { kind: "hub", repo: REPO, revision: COMMIT, folder: FOLDER } as const;
const ensure = () => ensureHubFolder(source, { dataFolder: served.data });
const fetched = () => served.hub.requests.filter(({ path }) => path.includes("/resolve/"));

describe("a repository on the hub", () => {
  it("is pinned to the commit that its branch stands for", async () => {
    expect(await resolveHub(REPO, undefined, FOLDER)).toEqual(source);
    expect(await findSource(`${REPO}/${FOLDER}`)).toEqual(source);
  });

  it("gives only the files that are needed, once", async () => {
    const folder = await ensure();
    expect(folder).toBe(hubFolder(served.data, source));
    expect((await readFile(join(folder, "sae_weights.safetensors"))).equals(weights)).toBe(true);
    expect((await readFile(join(folder, "cfg.json"))).equals(config)).toBe(true);
    expect(fetched()).toHaveLength(2);
    await ensure();
    expect(fetched()).toHaveLength(2);
  });

  it.each<[string, string, (file: string) => Promise<void>]>([
    ["changed in a byte", "sae_weights.safetensors", (file) => flipByte(file)],
    ["cut short", "sae_weights.safetensors", (file) => truncate(file, 1000)],
    ["removed", "cfg.json", (file) => rm(file)],
  ])("gives a file again that was %s: %s", async (_, name, change) => {
    const folder = await ensure();
    await change(join(folder, name));
    await ensure();
    expect((await readFile(join(folder, "sae_weights.safetensors"))).equals(weights)).toBe(true);
    expect((await readFile(join(folder, "cfg.json"))).equals(config)).toBe(true);
    expect(fetched()).toHaveLength(3);
    await ensure();
    expect(fetched()).toHaveLength(3);
  });

  it("gives one GGUF file of several, by its name", async () => {
    const gguf = {
      "q4/a.Q4.gguf": Uint8Array.of(1, 2),
      "q4/a.Q8.gguf": Uint8Array.of(3, 4),
      "q4/config.json": config,
    };
    served.replace(await serveHub(REPO, gguf, ["q4/a.Q4.gguf", "q4/a.Q8.gguf"]));
    const found = await findSource(`${REPO}/q4/a.Q8.gguf`);
    expect(found).toEqual({ kind: "hub", repo: REPO, revision: COMMIT, folder: "q4", file: "a.Q8.gguf" });
    const file = await ensureLanguageModel(found, { dataFolder: served.data });
    expect(new Uint8Array(await readFile(file))).toEqual(gguf["q4/a.Q8.gguf"]);
    expect(fetched()).toHaveLength(1);
    await ensureLanguageModel(found, { dataFolder: served.data });
    expect(fetched()).toHaveLength(1);
    const missing = await findSource(`${REPO}/q4/a.Q2.gguf`);
    await expect(ensureLanguageModel(missing, { dataFolder: served.data })).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: `${REPO}/q4 holds no a.Q2.gguf.`,
    });
  });

  it("goes on where a connection broke", async () => {
    served.hub.breakAfter = [70_000];
    const folder = await ensure();
    expect((await readFile(join(folder, "sae_weights.safetensors"))).equals(weights)).toBe(true);
    expect(served.hub.requests.some(({ range }) => /^bytes=[1-9]\d*-$/.test(range ?? ""))).toBe(true);
  });

  it.each([
    ["large files by sha256", PATHS.weights, weights],
    ["small files by git's hash", PATHS.config, config],
  ])("refuses content that the hub does not list: %s", async (_, path, content) => {
    served.hub.tampered.set(
      path,
      content.map((byte) => byte ^ 1),
    );
    await expect(ensure()).rejects.toMatchObject({ code: "HASH_MISMATCH" });
    expect(await readdir(hubFolder(served.data, source))).not.toContain(path.slice(FOLDER.length + 1));
    // once the hub sends the right file, it is fetched
    served.hub.tampered.clear();
    await ensure();
  });

  it.each([401, 403, 404])("answered with %i, says what may be missing", async (status) => {
    served.hub.refuse = status;
    await expect(resolveHub(REPO)).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: `${served.hub.url} shows no repository ${REPO} at that revision (status ${status}).`,
      hint: "Check its name; for one that is gated or private, accept its terms there and set HF_TOKEN.",
    });
  });

  it("that is gated, names the page where its terms are accepted, and is read with a token", async () => {
    served.hub.gated = true;
    served.hub.refuse = 403;
    await expect(ensure()).rejects.toMatchObject({
      code: "NETWORK",
      message: expect.stringMatching(/cfg\.json was answered with status 403\.$/) as string,
      hint: `Accept its terms at ${served.hub.url}/${REPO} and set HF_TOKEN to a token of that account.`,
    });
    vi.stubEnv("HF_TOKEN", "hf_sesame");
    await ensure();
    expect(fetched().at(-1)?.token).toBe("Bearer hf_sesame");
  });

  it("is not asked for names that are none", async () => {
    for (const name of ["../etc", "a/b/c@../x", "hf:../../x"])
      await expect(findSource(name)).rejects.toMatchObject({
        code: expect.stringMatching(/NOT_FOUND|BAD_INPUT/) as string,
      });
    await expect(resolveHub("a b/c")).rejects.toMatchObject({ code: "BAD_INPUT" });
    await expect(resolveHub(REPO, "main", "../..")).rejects.toMatchObject({ code: "BAD_INPUT" });
    expect(served.hub.requests).toEqual([]);
  });
});

describe("folders on disk", () => {
  it("are read only inside of the configured roots", () => {
    const roots = `${join(served.data, "models")}:/srv/saes`;
    expect(() => checkRoot(join(served.data, "models/gpt2"), { roots })).not.toThrow();
    expect(() => checkRoot("/srv/saes", { roots })).not.toThrow();
    for (const path of [served.data, "/srv", "/srv/saes-of-others", join(served.data, "models/../x")])
      expect(() => checkRoot(path, { roots })).toThrow(
        expect.objectContaining({
          code: "BAD_INPUT",
          message: expect.stringContaining("FEATURESCOPE_ROOTS") as string,
        }),
      );
    expect(() => checkRoot("/anywhere", { roots: "" })).not.toThrow();
    expect(() => checkRoot("/anywhere", { roots: "", required: true })).toThrow(
      /names no folder that may be read/,
    );
  });
});
