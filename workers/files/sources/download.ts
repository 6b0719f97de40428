import { open, rm, stat, type FileHandle } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { FeaturescopeError } from "@/domain/errors";
import { fileError, hasCode } from "../file-errors";
import { matchesIntegrity } from "../hashes";
import { cancelled, type FetchOptions } from "./fetch-options";

/** Attempts in a row that bring nothing new. */
const FRUITLESS_ATTEMPTS = 4;
const FIRST_PAUSE_MS = 250;

export type DownloadOptions = Omit<FetchOptions, "dataFolder"> & {
  /** Subresource Integrity string ("sha512-..."). */
  integrity?: string;
  /** Sent with every request, such as an authorization; never to another host that one is sent on to. */
  headers?: Readonly<Record<string, string>>;
  /** What to do when the server refuses the file. */
  refusedHint?: string;
};

/**
 * Fetches `url` into the file `part`, going on after what is already there (HTTP ranges), also over broken
 * connections. What has arrived stays there when it fails. Throws NETWORK, HASH_MISMATCH (the file is removed
 * then), NO_SPACE or CANCELLED.
 */
export async function download(url: string, part: string, options: DownloadOptions): Promise<void> {
  const { integrity } = options;
  const resumed = (await sizeOf(part)) > 0;
  await receiveAll(url, part, options);
  if (integrity === undefined || (await matchesIntegrity(part, integrity))) return;
  await rm(part);
  // What lay there from before may be of another file: only a transfer in one piece proves the source wrong.
  if (resumed) return download(url, part, options);
  throw new FeaturescopeError(
    "HASH_MISMATCH",
    `What ${url} sends is not the expected file (${integrity}).`,
    "It was removed. Try again; if that does not help, something between here and the registry changes files.",
  );
}

async function receiveAll(url: string, part: string, options: DownloadOptions): Promise<void> {
  for (let fruitless = 0, before = await sizeOf(part); ;) {
    try {
      await receive(url, part, before, options);
      return;
    } catch (error) {
      if (options.signal?.aborted) throw cancelled(url);
      if (error instanceof FeaturescopeError) throw error;
      const after = await sizeOf(part);
      fruitless = after > before ? 0 : fruitless + 1;
      before = after;
      if (fruitless >= FRUITLESS_ATTEMPTS)
        throw new FeaturescopeError(
          "NETWORK",
          `${url} could not be fetched: ${reason(error)}.`,
          "Check the network and npm's proxy settings, then start again: what has arrived is kept.",
          { cause: error },
        );
      await delay(FIRST_PAUSE_MS * 2 ** fruitless, undefined, { signal: options.signal }).catch(() => {
        throw cancelled(url);
      });
    }
  }
}

/** One request for what is missing after `have` bytes; throws a plain error where another try may help. */
async function receive(
  url: string,
  part: string,
  have: number,
  { onProgress, signal, headers, refusedHint }: DownloadOptions,
): Promise<void> {
  const response = await fetch(url, {
    headers: { ...headers, "accept-encoding": "identity", ...(have > 0 && { range: `bytes=${have}-` }) },
    signal: signal ?? null,
  });
  const [, start, size] =
    /^bytes (?:(\d+)-\d+|\*)\/(\d+)$/.exec(response.headers.get("content-range") ?? "") ?? [];
  if (response.status === 416) {
    await response.body?.cancel();
    if (Number(size) === have) return;
    await rm(part, { force: true });
    throw new Error(`the file has ${size ?? "fewer"} bytes, but ${have} were here`);
  }
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    if (response.status >= 500 || response.status === 429) throw new Error(`status ${response.status}`);
    throw new FeaturescopeError(
      "NETWORK",
      `${url} was answered with status ${response.status}.`,
      refusedHint ?? "Check that the npm client of this machine may read this package from its registry.",
    );
  }
  const resumes = response.status === 206 && Number(start) === have;
  if (response.status === 206 && !resumes) {
    await response.body.cancel();
    await rm(part, { force: true });
    throw new Error("the server sent another part than the one asked for");
  }
  const length = response.headers.get("content-length");
  const total = resumes ? Number(size) : length === null ? null : Number(length);
  let received = resumes ? have : 0;
  let file: FileHandle | undefined;
  try {
    file = await open(part, resumes ? "a" : "w");
    onProgress?.({ received, total });
    const body = response.body.getReader();
    for (let next = await body.read(); !next.done; next = await body.read()) {
      await file.writeFile(next.value);
      received += next.value.byteLength;
      onProgress?.({ received, total });
    }
  } catch (error) {
    throw fileError(error, part);
  } finally {
    await file?.close();
  }
  if (total !== null && received !== total) throw new Error(`the connection ended after ${received} bytes`);
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return 0;
    throw error;
  }
}

/** fetch says only "fetch failed"; its cause says why. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return cause.message || ("code" in cause ? String(cause.code) : error.message);
}
