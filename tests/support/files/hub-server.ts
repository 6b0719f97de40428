import { createHash } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { breakOff } from "./break-off";

export interface HubFixture {
  url: string;
  /** Method-less log of requests: path, range, authorization. */
  requests: { path: string; range?: string; token?: string }[];
  /** Bytes after which answers break off, once each. */
  breakAfter: number[];
  /** Sent in place of a file's content. */
  tampered: Map<string, Uint8Array>;
  /** Status with which every request without a token is refused. */
  refuse?: number;
  /** Whether only files are refused, as of a gated repository that everybody may list. */
  gated: boolean;
  close(): void;
}

export const COMMIT = "0123456789abcdef0123456789abcdef01234567";

/** What the hub answers for one repository (owner/name, or datasets/owner/name) at one commit; files in `large` are stored as LFS, with their sha256. */
export async function serveHub(
  repo: string,
  files: Readonly<Record<string, Uint8Array>>,
  large: readonly string[],
): Promise<HubFixture> {
  const hub: HubFixture = {
    url: "",
    requests: [],
    breakAfter: [],
    tampered: new Map(),
    gated: false,
    close: () => undefined,
  };
  const json = (response: ServerResponse, value: unknown, status = 200) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
  const api = repo.startsWith("datasets/") ? `/api/${repo}` : `/api/models/${repo}`;
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? "").replace(/\?.*/, ""));
    const { range, authorization: token } = request.headers;
    hub.requests.push({ path, ...(range ? { range } : {}), ...(token ? { token } : {}) });
    const resolve = `/${repo}/resolve/${COMMIT}/`;
    if (hub.refuse && !token && (path.startsWith(resolve) || !hub.gated))
      return json(response, { error: "Access to this repository is restricted." }, hub.refuse);
    if (path === `${api}/revision/main`)
      return json(response, { id: repo, modelId: repo, sha: COMMIT, lastModified: "2026-01-01" });
    const tree = `${api}/tree/${COMMIT}`;
    if (path === tree || path.startsWith(`${tree}/`)) {
      const folder = path.slice(tree.length + 1);
      const start = folder && `${folder}/`;
      const all = /[?&]recursive=true/.test(request.url ?? "");
      const inside = Object.keys(files).filter(
        (name) => name.startsWith(start) && (all || !name.slice(start.length).includes("/")),
      );
      return json(
        response,
        inside.map((name) => describe(name, files[name] ?? new Uint8Array(), large.includes(name))),
      );
    }
    const name = path.slice(resolve.length);
    const content = path.startsWith(resolve) ? (hub.tampered.get(name) ?? files[name]) : undefined;
    if (!content) return json(response, { error: "Repository not found" }, 404);
    const start = Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
    response.writeHead(start > 0 ? 206 : 200, {
      "content-length": content.length - start,
      ...(start > 0 && { "content-range": `bytes ${start}-${content.length - 1}/${content.length}` }),
    });
    const rest = content.subarray(start);
    const limit = name.endsWith(".safetensors") ? hub.breakAfter.shift() : undefined;
    if (limit === undefined) return response.end(rest);
    return breakOff(response, rest.subarray(0, limit));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  hub.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  hub.close = () => {
    server.closeAllConnections();
    server.close();
  };
  return hub;
}

function describe(path: string, content: Uint8Array, large: boolean) {
  const sha256 = createHash("sha256").update(content).digest("hex");
  const git = createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
  return {
    type: "file",
    path,
    size: content.length,
    oid: large ? "f".repeat(40) : git,
    ...(large ? { lfs: { oid: sha256, size: content.length, pointerSize: 134 } } : {}),
  };
}
