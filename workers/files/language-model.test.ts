import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fixtureRegistry, packFixture, serveTarball } from "@/tests/support/files/npm-fixture";
import { flipByte } from "@/tests/support/files/flip-byte";
import { tinyCheckpoint } from "@/tests/support/files/tiny-checkpoint";
import { PROJECT_ROOT } from "@/domain/project-root";
import { dataFolder as dataFolderOf } from "./data-folder";
import {
  ensureLanguageModel,
  hashLanguageModel,
  languageModelPlace,
  loadLanguageModel,
  loadModelConfig,
} from "./language-model";
import { readLlama2c } from "./llama2c";
import { openLanguageModel } from "./open-language-model";

let root: string;
let dataFolder: string;
let fixture: Awaited<ReturnType<typeof packFixture>>;
let server: Awaited<ReturnType<typeof serveTarball>>;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "language model "));
  dataFolder = join(root, "data");
  await mkdir(join(root, "pack"));
  fixture = await packFixture(join(root, "pack"), "package/src/model.data", tinyCheckpoint());
  server = await serveTarball(fixture.tarball);
});
afterEach(async () => {
  server.close();
  await rm(root, { recursive: true });
});

const ensure = () =>
  ensureLanguageModel(fixture.source, {
    dataFolder,
    registry: fixtureRegistry(server.url, fixture.integrity),
  });

async function contents(folder: string): Promise<Map<string, Buffer>> {
  // without the record of when they were written
  const names = (await readdir(folder)).filter((name) => !name.startsWith(".")).sort();
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))] as const)),
  );
}

describe("a fetched model", () => {
  it("loads as what the checkpoint holds", async () => {
    const folder = await ensure();
    expect(folder).toBe(join(dataFolder, "models", fixture.source.fileSha256));
    const { config, weights, tokenizer } = await loadLanguageModel(folder);
    const original = await readLlama2c(tinyCheckpoint());
    expect(config).toEqual(original.config);
    expect(new Map([...weights].sort())).toEqual(new Map([...original.weights].sort()));
    expect(tokenizer.encode("on a", { bos: true }).map((id) => tokenizer.pieces[id])).toEqual([
      "<s>",
      " on",
      " a",
    ]);
    expect(await readdir(join(dataFolder, "downloads"))).toEqual([]);
  });

  it("is fetched once", async () => {
    await ensure();
    await ensure();
    expect(server.requests).toBe(1);
  });

  it("is the same in every byte wherever it is made, also when two processes make it at once", async () => {
    const script = join(PROJECT_ROOT, "tests/support/files/ensure-model.ts");
    const together = join(root, "together");
    const processes = [0, 1, 2].map(() =>
      promisify(execFile)(
        process.execPath,
        ["--import", "tsx", script, together, JSON.stringify(fixture.source), server.url, fixture.integrity],
        { cwd: PROJECT_ROOT },
      ),
    );
    const folders = (await Promise.all(processes)).map(({ stdout }) => stdout);
    expect(new Set(folders)).toEqual(new Set([languageModelPlace(fixture.source, together)]));
    expect(await contents(folders[0] ?? "")).toEqual(await contents(await ensure()));
    expect(await readdir(join(together, "models"))).toEqual([fixture.source.fileSha256]);
    expect(await readdir(join(together, "downloads"))).toEqual([]);
  }, 60_000);

  it("survives calls at the same time in one process", async () => {
    const folders = await Promise.all([ensure(), ensure(), ensure()]);
    expect(new Set(folders).size).toBe(1);
    expect(await readdir(join(dataFolder, "downloads"))).toEqual([]);
  });

  it("is fetched again when one of its files has been deleted", async () => {
    const folder = await ensure();
    const before = await contents(folder);
    await rm(join(folder, "pieces.json"));
    await ensure();
    expect(await contents(folder)).toEqual(before);
  });

  it.each<[string, (file: string) => Promise<void>]>([
    ["changed in a byte", (file) => flipByte(file)],
    ["cut short", (file) => truncate(file, 5000)],
  ])("is fetched again when its weights were %s", async (_, change) => {
    const folder = await ensure();
    const before = await contents(folder);
    await change(join(folder, "model.safetensors"));
    await ensure();
    expect(await contents(folder)).toEqual(before);
    expect(server.requests).toBe(2);
  });

  it("is not fetched again when a file only has another time", async () => {
    const folder = await ensure();
    await utimes(join(folder, "model.safetensors"), 1, 1);
    await ensure();
    expect(server.requests).toBe(1);
  });

  it("leaves nothing behind when the file is not a checkpoint", async () => {
    const broken = await packFixture(
      join(root, "pack"),
      "package/src/model.data",
      tinyCheckpoint().subarray(0, 500),
    );
    const own = await serveTarball(broken.tarball);
    const work = ensureLanguageModel(broken.source, {
      dataFolder,
      registry: fixtureRegistry(own.url, broken.integrity),
    });
    await expect(work).rejects.toMatchObject({
      code: "CORRUPT_FILE",
      message: expect.stringContaining("tiny@1.0.0/package/src/model.data: its sizes need") as string,
    });
    own.close();
    expect(await readdir(dataFolder)).toEqual(["downloads"]);
    expect(await readdir(join(dataFolder, "downloads"))).toEqual([]);
  });
});

describe("a damaged model folder", () => {
  const spoil = async (change: (folder: string) => Promise<void>) => {
    const folder = await ensure();
    await change(folder);
    return loadLanguageModel(folder);
  };
  const config = async (folder: string, edit: (json: Record<string, unknown>) => void) => {
    const json = JSON.parse(await readFile(join(folder, "config.json"), "utf8")) as Record<string, unknown>;
    edit(json);
    await writeFile(join(folder, "config.json"), JSON.stringify(json));
  };

  it.each<[string, (folder: string) => Promise<void>, string, string]>([
    [
      "truncated weights",
      (folder) => truncate(join(folder, "model.safetensors"), 5000),
      "CORRUPT_FILE",
      "model.safetensors: tensor",
    ],
    [
      "weights of other sizes",
      (folder) => config(folder, (json) => (json.hidden_size = 16)),
      "CORRUPT_FILE",
      '"model.embed_tokens.weight" is float32 [270, 8]; the configuration asks for float32 [270, 16]',
    ],
    [
      "a missing field",
      (folder) => config(folder, (json) => delete json.num_hidden_layers),
      "CORRUPT_FILE",
      "num_hidden_layers",
    ],
    [
      "another family",
      (folder) => config(folder, (json) => (json.model_type = "mamba")),
      "UNSUPPORTED",
      'model_type "mamba"',
    ],
    [
      "another architecture without a type",
      (folder) =>
        config(folder, (json) => {
          delete json.model_type;
          json.architectures = ["RWKV7ForCausalLM"];
        }),
      "UNSUPPORTED",
      'the architecture "RWKV7ForCausalLM" without a model_type is not supported',
    ],
    [
      "no token that begins or ends a text",
      (folder) => config(folder, (json) => (json.bos_token_id = json.eos_token_id = null)),
      "BAD_INPUT",
      "config.json names no token that begins or ends a text: bos_token_id and eos_token_id are null.",
    ],
    [
      "scaled rotation",
      (folder) => config(folder, (json) => (json.rope_scaling = { rope_type: "llama3" })),
      "UNSUPPORTED",
      "rope_scaling",
    ],
    [
      "pieces that are not JSON",
      (folder) => writeFile(join(folder, "pieces.json"), "{"),
      "CORRUPT_FILE",
      "pieces.json is not JSON",
    ],
    [
      "fewer scores than pieces",
      (folder) => writeFile(join(folder, "pieces.json"), '{"pieces":["a"],"scores":[],"bos":1,"eos":2}'),
      "CORRUPT_FILE",
      "as many scores as pieces",
    ],
    [
      "no configuration",
      (folder) => rm(join(folder, "config.json")),
      "NOT_FOUND",
      "config.json does not exist",
    ],
  ])("%s", async (_, change, code, says) => {
    await expect(spoil(change)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(says) as string,
    });
  });
});

describe("the tokens at the edges of texts", () => {
  it.each([
    [
      { bos_token_id: 1, eos_token_id: null },
      { bos: 1, eos: 1 },
    ],
    [
      { bos_token_id: 1, eos_token_id: undefined },
      { bos: 1, eos: 1 },
    ],
    [
      { bos_token_id: null, eos_token_id: [2, 3] },
      { bos: 2, eos: 2, ends: [3] },
    ],
    [
      { bos_token_id: 1, eos_token_id: 2 },
      { bos: 1, eos: 2 },
    ],
  ])("%j are %j", async (stored, expected) => {
    const folder = await ensure();
    const file = join(folder, "config.json");
    const json = JSON.parse(await readFile(file, "utf8")) as object;
    await writeFile(file, JSON.stringify({ ...json, ...stored }));
    expect(await loadModelConfig(folder)).toMatchObject(expected);
  });
});

describe("further tokens at which a text ends", () => {
  it("are those that generation_config.json names beside the first", async () => {
    const folder = await ensure();
    expect((await loadModelConfig(folder)).ends).toBeUndefined();
    const file = join(folder, "generation_config.json");
    await writeFile(file, JSON.stringify({ eos_token_id: [2, 7, 5], temperature: 1 }));
    expect(await loadModelConfig(folder)).toMatchObject({ eos: 2, ends: [5, 7] });
    await writeFile(file, '{"eos_token_id": "two"}');
    await expect(loadModelConfig(folder)).rejects.toThrow("generation_config.json: ");
  });
});

describe("a folder of somebody's own", () => {
  it("is refused, by the file's name, when its weights are not those that were registered", async () => {
    const path = await ensure();
    const source = { kind: "directory", path } as const;
    const sha256 = await hashLanguageModel(path, await loadModelConfig(path));
    const open = () => openLanguageModel(source, sha256, dataFolder);
    await open();
    await flipByte(join(path, "model.safetensors"));
    await expect(open()).rejects.toMatchObject({
      code: "HASH_MISMATCH",
      message: expect.stringContaining(join(path, "model.safetensors")) as string,
    });
    await flipByte(join(path, "model.safetensors"));
    await open();
  });
});

describe("other sources", () => {
  it("takes a folder as it is", async () => {
    const folder = await ensure();
    expect(await ensureLanguageModel({ kind: "directory", path: folder }, { dataFolder })).toBe(folder);
    await expect(
      ensureLanguageModel({ kind: "directory", path: root }, { dataFolder }),
    ).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: `${join(root, "config.json")} does not exist.`,
    });
  });

  it("refuses an adapter by its name, whole weights beside it or not", async () => {
    const folder = await ensure();
    const alone = join(root, "adapter");
    await mkdir(alone);
    for (const place of [folder, alone]) {
      await writeFile(join(place, "adapter_config.json"), '{"peft_type":"LORA"}');
      await expect(
        ensureLanguageModel({ kind: "directory", path: place }, { dataFolder }),
      ).rejects.toMatchObject({
        code: "UNSUPPORTED",
        message: `${place} holds an adapter of PEFT (adapter_config.json), not a whole model.`,
        hint: expect.stringContaining("merge_and_unload") as string,
      });
    }
  });

  it.each(["..", ".", "../workers", "/etc"])("does not leave models/ for %s", async (folder) => {
    await expect(ensureLanguageModel({ kind: "bundled", folder }, { dataFolder })).rejects.toMatchObject({
      code: "BAD_INPUT",
    });
  });
});

describe("the data folder", () => {
  it("is in the checkout unless the environment names one", () => {
    expect(dataFolderOf({})).toBe(join(PROJECT_ROOT, ".featurescope"));
    expect(dataFolderOf({ FEATURESCOPE_DATA: "" })).toBe(join(PROJECT_ROOT, ".featurescope"));
    expect(dataFolderOf({ FEATURESCOPE_DATA: "here" })).toBe(join(PROJECT_ROOT, "here"));
    expect(dataFolderOf({ FEATURESCOPE_DATA: "/var/x y" })).toBe("/var/x y");
  });
});
