/**
 * Folders of Hugging Face repositories at a commit. Only the host in FEATURESCOPE_HUB (or HF_ENDPOINT) is asked, with the
 * token in HF_TOKEN; only files that are needed are fetched, each checked against the hash that the hub states.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { HubApiError, listFiles, modelInfo, type ListFileEntry } from "@huggingface/hub";
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import type { WeightsSource } from "@/domain/models";
import { recordFiles, removeChanged } from "../checked-files";
import { exists } from "../exists";
import { readJsonFile, writeJsonFile } from "../json-file";
import { withPartFile } from "../part-file";
import { refuseAdapter } from "../refuse-adapter";
import { download } from "./download";
import type { FetchOptions } from "./fetch-options";

export type HubSource = Extract<WeightsSource, { kind: "hub" }>;

const NAME = /^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)?$/;
const COMMIT = /^[0-9a-f]{40}$/;
/** Files of a few bytes up to weights; code, logs and pictures are left where they are. */
const WANTED =
  /^((config|generation_config|cfg|tokenizer|tokenizer_config|activation_scaler)\.json|chat_template\.jinja|(model|pytorch_model)[\w.-]*\.index\.json|.*\.safetensors|.*\.npz|.*\.pt|.*\.bin)$/;
/** Says of SAEs with a file for each layer where they read (circuit-tracer). */
const BESIDE_A_FILE = "config.yaml";
/** Other forms of the same weights. */
const OTHER_FORMS = /^(tf_model|flax_model|rust_model|onnx|training_args|optimizer|scheduler)/;
const COMPLETE = ".complete";

const endpoint = () => process.env.FEATURESCOPE_HUB || process.env.HF_ENDPOINT || "https://huggingface.co";
export const credentials = () => {
  const token = process.env.HF_TOKEN;
  return { hubUrl: endpoint(), ...(token ? { accessToken: token } : {}) };
};

/** Where the files of a source are once they have been fetched. */
export function hubFolder(dataFolder: string, source: HubSource): string {
  return join(repositoryFolder(dataFolder, source), source.folder);
}

const repositoryFolder = (dataFolder: string, { repo, revision }: HubSource) =>
  join(dataFolder, "hub", repo.replace("/", "--"), revision);

/**
 * The commit that a branch, tag or commit of a repository stands for. Throws BAD_INPUT, NOT_FOUND, NETWORK.
 * @param place a folder of the repository, or a file in it: of a model GGUF, of an SAE one that is named for its layer
 */
export async function resolveHub(
  repo: string,
  revision = "main",
  place = "",
  hookName?: string,
): Promise<HubSource> {
  const [, folder = "", file] = /^(?:(.*)\/)?([^/]+\.(?:gguf|pt|safetensors))$/i.exec(place) ?? [
    undefined,
    place,
  ];
  if (!NAME.test(repo) || place.split("/").includes(".."))
    throw new FeaturescopeError("BAD_INPUT", `"${repo}" is not a repository's name.`, "Write owner/name.");
  const { sha } = await asked(repo, () =>
    modelInfo({ name: repo, revision, additionalFields: ["sha"], ...credentials() }),
  );
  return {
    kind: "hub",
    repo,
    revision: sha,
    folder,
    ...(file ? { file } : {}),
    ...(hookName ? { hookName } : {}),
  };
}

/**
 * Brings the needed files of `source.folder` into the data folder and returns where they are. Throws NETWORK, NOT_FOUND,
 * HASH_MISMATCH, NO_SPACE or CANCELLED; what has arrived is kept, and the next call goes on from there. Files that are no
 * longer what was fetched are fetched again.
 */
export async function ensureHubFolder(source: HubSource, options: FetchOptions): Promise<string> {
  const folder = hubFolder(options.dataFolder, source);
  if (!COMMIT.test(source.revision) || !NAME.test(source.repo) || !isInside(source))
    throw new FeaturescopeError("BAD_INPUT", `${source.repo} is not pinned to a commit.`, "Add it again.");
  const complete = join(folder, source.file ? `${COMPLETE}-${source.file}` : COMPLETE);
  if (await exists(complete)) {
    const fetched = source.file ? [source.file] : await fetchedFiles(folder, complete);
    if ((await removeChanged(folder, fetched)).length === 0) return folder;
    await rm(complete, { recursive: true });
  }
  const files = await neededFiles(source);
  let before = 0;
  const total = files.reduce((sum, { size }) => sum + size, 0);
  for (const file of files) {
    const path = join(repositoryFolder(options.dataFolder, source), file.path);
    await mkdir(dirname(path), { recursive: true });
    const start = before;
    if (!(await exists(path)))
      await fetchFile(source, file, path, {
        ...options,
        onProgress: ({ received }) => options.onProgress?.({ received: start + received, total }),
      });
    before += file.size;
  }
  const names = files.map(({ path }) => basename(path));
  await recordFiles(folder, names);
  await writeJsonFile(complete, names);
  return folder;
}

/** Names of the files that were fetched; of folders from before they were kept, those that are there. */
async function fetchedFiles(folder: string, complete: string): Promise<string[]> {
  if ((await stat(complete)).isFile()) return readJsonFile(complete, z.array(z.string()));
  return (await readdir(folder)).filter((name) => WANTED.test(name));
}

const isInside = ({ folder, file = "" }: HubSource) =>
  !folder.split("/").includes("..") && !/[/\\]/.test(file);

async function neededFiles({ repo, revision, folder, file: only }: HubSource): Promise<ListFileEntry[]> {
  const files: ListFileEntry[] = [];
  const names: string[] = [];
  await asked(repo, async () => {
    const listing = listFiles({ repo, revision, ...(folder ? { path: folder } : {}), ...credentials() });
    for await (const file of listing) {
      const name = file.path.split("/").at(-1) ?? "";
      const wanted =
        only === undefined
          ? WANTED.test(name) && !OTHER_FORMS.test(name)
          : name === only || name === BESIDE_A_FILE;
      names.push(name);
      if (file.type === "file" && wanted) files.push(file);
    }
  });
  if (only === undefined) refuseAdapter(folder ? `${repo}/${folder}` : repo, names);
  const safetensors = files.some(({ path }) => /model[\w.-]*\.safetensors$/.test(path));
  const needed = files.filter(
    ({ path }) =>
      !(safetensors && /\.(bin|pt)$/.test(path)) && !/\.bin\.index\.json$/.test(safetensors ? path : ""),
  );
  if (needed.some(({ path }) => only === undefined || basename(path) === only)) return needed;
  throw new FeaturescopeError(
    "NOT_FOUND",
    `${repo}${folder ? `/${folder}` : ""} holds no ${only ?? "model or SAE"}.`,
    "Name the folder or the file that does: owner/name/folder, owner/name/file.gguf.",
  );
}

/** @param source `repo` as it stands in addresses: owner/name, or datasets/owner/name */
export async function fetchFile(
  { repo, revision }: { repo: string; revision: string },
  file: ListFileEntry,
  path: string,
  options: FetchOptions,
): Promise<void> {
  const url = `${endpoint()}/${repo}/resolve/${revision}/${file.path.split("/").map(encodeURIComponent).join("/")}`;
  const token = process.env.HF_TOKEN;
  await withPartFile(path, async (part) => {
    await download(url, part, {
      ...(file.lfs ? { integrity: `sha256-${Buffer.from(file.lfs.oid, "hex").toString("base64")}` } : {}),
      ...(token ? { headers: { authorization: `Bearer ${token}` } } : {}),
      refusedHint: `Accept its terms at ${endpoint()}/${repo} and set HF_TOKEN to a token of that account.`,
      ...(options.signal ? { signal: options.signal } : {}),
      ...(options.onProgress ? { onProgress: options.onProgress } : {}),
    });
    if (!file.lfs && file.oid && (await gitHash(part)) !== file.oid) {
      await rm(part);
      throw new FeaturescopeError(
        "HASH_MISMATCH",
        `${url} is not the file that the hub lists.`,
        "It was removed. Try again.",
      );
    }
    await rename(part, path);
  });
}

/** The name that git gives a file's content. */
async function gitHash(path: string): Promise<string> {
  const hash = createHash("sha1").update(`blob ${(await stat(path)).size}\0`);
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

/** What the hub answers, or why it does not. Throws NOT_FOUND or NETWORK. */
export async function asked<R>(repo: string, ask: () => Promise<R>): Promise<R> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof FeaturescopeError) throw error;
    const status = error instanceof HubApiError ? error.statusCode : undefined;
    const message = error instanceof Error ? error.message : String(error);
    if (status === 401 || status === 403 || status === 404)
      throw new FeaturescopeError(
        "NOT_FOUND",
        `${endpoint()} shows no repository ${repo} at that revision (status ${status}).`,
        "Check its name; for one that is gated or private, accept its terms there and set HF_TOKEN.",
        { cause: error },
      );
    throw new FeaturescopeError(
      "NETWORK",
      `${endpoint()} could not be asked for ${repo}: ${message}.`,
      "Check the network, or set FEATURESCOPE_HUB to a mirror.",
      { cause: error },
    );
  }
}
