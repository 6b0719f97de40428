/** One file of a dataset on the Hugging Face hub, at a commit (see hub.ts for hosts, tokens and hashes). */
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { datasetInfo, listFiles, type ListFileEntry } from "@huggingface/hub";
import { FeaturescopeError } from "@/domain/errors";
import type { FetchOptions } from "./fetch-options";
import { exists } from "../exists";
import { asked, credentials, fetchFile } from "./hub";

const PLACE = /^hf:(datasets\/([\w.-]+\/[\w.-]+))((?:\/[^@]+)?)(?:@([\w./-]+))?$/;
/** What holds texts, by the ends of names. */
const TEXTS = /\.(parquet|(jsonl|ndjson|txt|csv|tsv)(\.(gz|zst))?)$/i;
/** What may hold texts where it is named; repositories have other .json beside them. */
const NAMED = /\.(parquet|(jsonl|ndjson|txt|csv|tsv|json)(\.(gz|zst))?)$/i;
/** Names shown of a dataset with several. */
const SHOWN = 5;

/** Whether a corpus is named as a file of a dataset, and not as one of this machine. */
export const isDatasetPlace = (place: string): boolean => place.startsWith("hf:");

/**
 * Fetches what "hf:datasets/owner/name[/folder][/file][@revision]" names and returns where it is; the file may be left
 * out where there is one only. Throws BAD_INPUT, NOT_FOUND, NETWORK, HASH_MISMATCH, NO_SPACE or CANCELLED; what has
 * arrived is kept, and the next call goes on from there.
 */
export async function ensureDatasetFile(place: string, options: FetchOptions): Promise<string> {
  const [, repo, name, path = "", revision = "main"] = PLACE.exec(place) ?? [];
  if (!repo || !name || path.split("/").includes(".."))
    throw new FeaturescopeError(
      "BAD_INPUT",
      `"${place}" names no file of a dataset.`,
      "Write hf:datasets/owner/name/folder/file.parquet, with @revision where it is not the latest.",
    );
  const { sha } = await asked(repo, () =>
    datasetInfo({ name, revision, additionalFields: ["sha"], ...credentials() }),
  );
  const file = await findFile({ repo, name, revision: sha }, path.slice(1));
  const target = join(options.dataFolder, "hub", repo.replaceAll("/", "--"), sha, file.path);
  if (await exists(target)) return target;
  await mkdir(dirname(target), { recursive: true });
  await fetchFile({ repo, revision: sha }, file, target, options);
  return target;
}

interface Dataset {
  repo: string;
  name: string;
  revision: string;
}

async function findFile(dataset: Dataset, wanted: string): Promise<ListFileEntry> {
  const isFile = NAMED.test(wanted);
  const folder = isFile ? dirname(wanted).replace(/^\.$/, "") : wanted;
  const found: ListFileEntry[] = [];
  for await (const entry of list(dataset, folder, !isFile)) {
    if (entry.path === wanted) return entry;
    if (entry.type === "file" && TEXTS.test(entry.path)) found.push(entry);
    if (!isFile && found.length > SHOWN) break;
  }
  const [only] = found;
  if (!isFile && only && found.length === 1) return only;
  const names = found.slice(0, SHOWN).map(({ path }) => path);
  throw new FeaturescopeError(
    "NOT_FOUND",
    found.length > 0 && !isFile
      ? `${dataset.repo} holds several files of texts.`
      : `${dataset.repo} holds no ${isFile ? wanted : ".parquet, .jsonl, .csv or .txt there"}.`,
    names.length > 0
      ? `Name one: ${names.join(", ")}${found.length > SHOWN ? ", ..." : ""}.`
      : "Look for the file on its page.",
  );
}

/** Nothing where there is no such folder. */
async function* list(
  { repo, name, revision }: Dataset,
  path: string,
  recursive: boolean,
): AsyncGenerator<ListFileEntry> {
  const files = listFiles({
    repo: { type: "dataset", name },
    ...{ revision, recursive, ...(path ? { path } : {}), ...credentials() },
  });
  for (;;) {
    const next = await asked(repo, () => files.next()).catch((error: unknown) => {
      if (error instanceof FeaturescopeError && error.code === "NOT_FOUND") return null;
      throw error;
    });
    if (!next || next.done) return;
    yield next.value;
  }
}
