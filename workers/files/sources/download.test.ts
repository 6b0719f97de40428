import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { breakOff } from "@/tests/support/files/break-off";
import { FeaturescopeError } from "@/domain/errors";
import { withPartFile } from "../part-file";
import { download } from "./download";
import type { FetchProgress } from "./fetch-options";

const content = randomBytes(300_000);
const integrity = `sha512-${createHash("sha512").update(content).digest("base64")}`;

let folder: string;
let part: string;
let server: Server | undefined;
/** What each request asked for. */
let ranges: (string | undefined)[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "download-"));
  part = join(folder, "x.part");
  ranges = [];
});
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  await rm(folder, { recursive: true });
});

type Handler = (request: IncomingMessage, response: ServerResponse, attempt: number) => void;

async function serve(handler: Handler): Promise<string> {
  server = createServer((request, response) => {
    ranges.push(request.headers.range);
    handler(request, response, ranges.length);
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.tgz`;
}

/** An ordinary server with ranges, which breaks off after `limit` bytes of a response. */
function send(request: IncomingMessage, response: ServerResponse, limit = Infinity, bytes = content) {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
  if (start >= bytes.length) {
    response.writeHead(416, { "content-range": `bytes */${bytes.length}` }).end();
    return;
  }
  const rest = bytes.subarray(start);
  response.writeHead(start > 0 ? 206 : 200, {
    "content-length": rest.length,
    ...(start > 0 && { "content-range": `bytes ${start}-${bytes.length - 1}/${bytes.length}` }),
  });
  if (rest.length <= limit) response.end(rest);
  else breakOff(response, rest.subarray(0, limit));
}

async function failure(work: Promise<unknown>): Promise<FeaturescopeError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(FeaturescopeError);
  return error as FeaturescopeError;
}

describe("download", () => {
  it("fetches a file and reports its progress", async () => {
    const url = await serve((request, response) => send(request, response));
    const seen: FetchProgress[] = [];
    await download(url, part, { integrity, onProgress: (progress) => seen.push(progress) });
    expect((await readFile(part)).equals(content)).toBe(true);
    expect(seen[0]).toEqual({ received: 0, total: 300_000 });
    expect(seen.at(-1)).toEqual({ received: 300_000, total: 300_000 });
  });

  it("goes on where a connection broke, as often as it breaks", async () => {
    const url = await serve((request, response, attempt) =>
      send(request, response, attempt <= 3 ? 70_000 : Infinity),
    );
    await download(url, part, { integrity });
    expect((await readFile(part)).equals(content)).toBe(true);
    expect(ranges).toEqual([undefined, "bytes=70000-", "bytes=140000-", "bytes=210000-"]);
  });

  it("goes on with what an earlier call left", async () => {
    await writeFile(part, content.subarray(0, 123_456));
    const url = await serve((request, response) => send(request, response));
    const seen: FetchProgress[] = [];
    await download(url, part, { integrity, onProgress: (progress) => seen.push(progress) });
    expect((await readFile(part)).equals(content)).toBe(true);
    expect(ranges).toEqual(["bytes=123456-"]);
    expect(seen[0]).toEqual({ received: 123_456, total: 300_000 });
  });

  it("asks for nothing more when everything is there already", async () => {
    await writeFile(part, content);
    const url = await serve((request, response) => send(request, response));
    await download(url, part, { integrity });
    expect(ranges).toEqual(["bytes=300000-"]);
  });

  it.each([
    ["of another file", randomBytes(5000)],
    ["longer than the file", randomBytes(400_000)],
  ])("begins again when what is there is %s", async (_, left) => {
    await writeFile(part, left);
    const url = await serve((request, response) => send(request, response));
    await download(url, part, { integrity });
    expect((await readFile(part)).equals(content)).toBe(true);
    expect(ranges.at(-1)).toBeUndefined();
  });

  it("begins again with a server that knows no ranges", async () => {
    await writeFile(part, content.subarray(0, 1000));
    const url = await serve((_, response) => response.writeHead(200).end(content));
    await download(url, part, { integrity });
    expect((await readFile(part)).equals(content)).toBe(true);
  });

  it("does not put a wrong range behind what is there", async () => {
    await writeFile(part, content.subarray(0, 1000));
    const url = await serve((request, response, attempt) => {
      if (attempt > 1) return send(request, response);
      response.writeHead(206, { "content-range": "bytes 0-299999/300000" }).end(content);
    });
    await download(url, part, {});
    expect((await readFile(part)).equals(content)).toBe(true);
    expect(ranges).toEqual(["bytes=1000-", undefined]);
  });

  it("refuses and removes a file with another hash, after one transfer in one piece", async () => {
    await writeFile(part, content.subarray(0, 1000));
    const other = Buffer.from(content).fill(0, 200_000);
    const url = await serve((request, response) => send(request, response, Infinity, other));
    const error = await failure(download(url, part, { integrity }));
    expect(error.code).toBe("HASH_MISMATCH");
    expect(error.message).toContain(integrity);
    expect(await readdir(folder)).toEqual([]);
    expect(ranges).toEqual(["bytes=1000-", undefined]);
  });

  it("tries again after a server error, and gives up on a refusal at once", async () => {
    const url = await serve((request, response, attempt) => {
      if (attempt === 1) response.writeHead(503).end("busy");
      else if (attempt === 2) send(request, response);
      else response.writeHead(403).end("no");
    });
    await download(url, part, { integrity });
    await rm(part);
    const error = await failure(download(url, part, { integrity }));
    expect(error.code).toBe("NETWORK");
    expect(error.message).toContain("status 403");
    expect(ranges.length).toBe(3);
  });

  it("says why nothing could be reached", async () => {
    const url = await serve(() => undefined);
    server?.close();
    const error = await failure(download(url, part, {}));
    expect(error.code).toBe("NETWORK");
    expect(error.message).toContain("ECONNREFUSED");
    expect(error.hint).toContain("proxy");
  });

  it("stops on request and keeps what has arrived", async () => {
    const url = await serve((request, response) => {
      response.writeHead(200, { "content-length": content.length });
      response.write(content.subarray(0, 50_000));
    });
    const controller = new AbortController();
    const work = download(url, part, {
      signal: controller.signal,
      onProgress: ({ received }) => received === 50_000 && controller.abort(),
    });
    expect((await failure(work)).code).toBe("CANCELLED");
    expect((await readFile(part)).equals(content.subarray(0, 50_000))).toBe(true);
  });
});

describe("part files", () => {
  const path = () => join(folder, "a.tgz");

  it("keeps what is left under a name that the next call takes over", async () => {
    await failureOf(
      withPartFile(path(), async (own) => {
        await writeFile(own, "half");
        throw new Error("broken off");
      }),
    );
    expect(await readdir(folder)).toEqual(["a.tgz.part"]);
    await withPartFile(path(), async (own) => {
      expect(await readFile(own, "utf8")).toBe("half");
      await rm(own);
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it("takes over from a killed process, never from one that lives or from another machine", async () => {
    const host = hostname().replace(/[^\w.-]/g, "_");
    // No process has this number: Linux and macOS count up to 2^22.
    const dead = `a.tgz.${host}-99999999-0.part`;
    const alive = `a.tgz.${host}-${process.ppid}-0.part`;
    const elsewhere = `a.tgz.elsewhere-99999999-0.part`;
    await writeFile(join(folder, alive), "alive");
    await writeFile(join(folder, elsewhere), "elsewhere");
    await writeFile(join(folder, "ab.tgz.part"), "another file");
    await withPartFile(path(), async (own) => {
      expect(await readdir(folder)).not.toContain(own);
      await writeFile(join(folder, dead), "dead");
      await withPartFile(path(), async (second) => {
        expect(second).not.toBe(own);
        expect(await readFile(second, "utf8")).toBe("dead");
      });
    });
    expect((await readdir(folder)).sort()).toEqual([alive, elsewhere, "a.tgz.part", "ab.tgz.part"].sort());
  });
});

async function failureOf(work: Promise<unknown>): Promise<void> {
  await expect(work).rejects.toThrow("broken off");
}
