import { createHash } from "node:crypto";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { FeaturescopeError } from "@/domain/errors";
import type { Children } from "./children";
import { nodeOptions, type Checkout } from "./checkout";

/** What the built pages are made of; files and folders of the checkout. */
const SOURCES = [
  "app",
  "domain",
  "prisma",
  "public",
  "server",
  "next.config.ts",
  "package-lock.json",
  "package.json",
  "postcss.config.mjs",
  "proxy.ts",
  "tsconfig.json",
];

/** A later schema or generated client changes with prisma/schema.prisma; tests are not part of the pages. */
const LEFT_OUT = /(^|\/)generated(\/|$)|\.test\.tsx?$/;

const RECORD = "featurescope-build.json";

/**
 * Builds the pages for production unless `.next` holds just that build: same sources, same lock file, same major version
 * of Node.js, made in this folder (a build knows its absolute paths). Returns whether it built.
 * @throws FeaturescopeError UNAVAILABLE with the build's last words
 */
export async function ensureWebBuild(
  checkout: Checkout,
  children: Children,
  signal: AbortSignal,
): Promise<boolean> {
  const record = join(checkout.root, ".next", RECORD);
  const identity = JSON.stringify({ root: checkout.root, sources: await hashSources(checkout.root) });
  if ((await readFile(record, "utf8").catch(() => null)) === identity) return false;
  await rm(record, { force: true });
  const { code, tail } = await children.run(
    {
      name: "web-build",
      args: [...nodeOptions(checkout), checkout.next, "build"],
      env: checkout.env,
      cwd: checkout.root,
    },
    signal,
  );
  signal.throwIfAborted();
  if (code !== 0) {
    const reason = tail.findLast((line) => /error/i.test(line)) ?? tail.at(-1) ?? `exit code ${code}`;
    throw new FeaturescopeError(
      "UNAVAILABLE",
      `The pages could not be built (${reason.trim()}).`,
      `See ${join(checkout.logs, "web-build.log")}; npm run dev starts without a build.`,
    );
  }
  await writeFile(record, identity);
  return true;
}

async function hashSources(root: string): Promise<string> {
  const hash = createHash("sha256").update(`node ${process.versions.node.split(".")[0]}\n`);
  for (const source of SOURCES)
    for (const file of await filesOf(join(root, source)))
      if (!LEFT_OUT.test(relative(root, file)))
        hash.update(`${relative(root, file)}\0`).update(await readFile(file));
  return hash.digest("hex");
}

/** A file alone, or all files under a folder, in order; nothing for what does not exist. */
async function filesOf(path: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true, recursive: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOTDIR") return [path];
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
