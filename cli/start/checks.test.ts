import { createServer } from "node:net";
import { availableParallelism } from "node:os";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  existingFolder,
  prepareDataFolder,
  readDemo,
  readPort,
  readWebProcessCount,
  readWorkerCount,
  requireFreePort,
} from "./checks";

describe("readPort", () => {
  it("is 3000 unless set", () => {
    expect(readPort("")).toBe(3000);
    expect(readPort("65535")).toBe(65_535);
  });
  it.each(["0", "65536", "-1", "80.5", "http"])("refuses %s", (text) => {
    expect(() => readPort(text)).toThrow(`PORT is "${text}".`);
  });
});

describe("readWorkerCount", () => {
  it("is one to the number of cores unless set", () => {
    expect(readWorkerCount("")).toBeGreaterThanOrEqual(1);
    expect(readWorkerCount("")).toBeLessThanOrEqual(availableParallelism());
    expect(readWorkerCount("0")).toBe(0);
    expect(readWorkerCount("12")).toBe(12);
  });
  it.each(["-1", "1.5", "all", "257"])("refuses %s", (text) => {
    expect(() => readWorkerCount(text)).toThrow(`FEATURESCOPE_WORKERS is "${text}".`);
  });
});

describe("readDemo", () => {
  it("is all unless set, and nothing in development", () => {
    expect(readDemo(false, "")).toBe("all");
    expect(readDemo(true, "")).toBe("none");
    for (const development of [true, false]) {
      expect(readDemo(development, "small")).toBe("small");
      expect(readDemo(development, "none")).toBe("none");
    }
  });
  it("refuses what is none of them", () => {
    expect(() => readDemo(false, "large")).toThrow('FEATURESCOPE_DEMO is "large".');
  });
});

describe("readWebProcessCount", () => {
  it("is one to four unless set", () => {
    expect(readWebProcessCount("")).toBeGreaterThanOrEqual(1);
    expect(readWebProcessCount("")).toBeLessThanOrEqual(4);
    expect(readWebProcessCount("9")).toBe(9);
  });
  it.each(["0", "two"])("refuses %s", (text) => {
    expect(() => readWebProcessCount(text)).toThrow(`FEATURESCOPE_WEB_PROCESSES is "${text}".`);
  });
});

it("a port is free until something listens on it", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, () => resolve()));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  await expect(requireFreePort(port)).rejects.toMatchObject({ code: "CONFLICT" });
  await new Promise((resolve) => server.close(resolve));
  await expect(requireFreePort(port)).resolves.toBeUndefined();
});

it("the data folder is made, and a file in its place refused", async () => {
  const root = await mkdtemp(join(tmpdir(), "data folder "));
  try {
    const folder = join(root, "deep", "down");
    expect(await existingFolder(folder)).toBe(root);
    await prepareDataFolder(folder, false);
    expect(await existingFolder(folder)).toBe(folder);
    await writeFile(join(root, "file"), "");
    await expect(prepareDataFolder(join(root, "file"), false)).rejects.toMatchObject({ code: "BAD_INPUT" });
    await expect(prepareDataFolder(join(root, "file", "below"), false)).rejects.toMatchObject({
      code: "BAD_INPUT",
    });
  } finally {
    await rm(root, { recursive: true });
  }
});
