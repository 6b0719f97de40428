import { createHash } from "node:crypto";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { FeaturescopeError } from "@/domain/errors";
import { hasCode } from "@/workers/files/file-errors";
import type { Children } from "./children";
import { nodeOptions, type Checkout } from "./checkout";

/** What the built pages are made of; files and folders of the checkout. */
const SOURCES = [
  "app",
  "domain",
  "prisma",
  "public",
  "server",
  "telemetry",
  "instrumentation.ts",
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
 * Starts to build the pages for production; null when `.next` holds just that build already: same sources, same lock
 * file, same major version of Node.js, made in this folder (a build knows its absolute paths).
 */
export async function startWebBuild(
  checkout: Checkout,
  children: Children,
  signal: AbortSignal,
): Promise<{ done: Promise<void> } | null> {
  const record = join(checkout.root, ".next", RECORD);
  const identity = JSON.stringify({ root: checkout.root, sources: await hashSources(checkout.root) });
  if ((await readFile(record, "utf8").catch(() => null)) === identity) return null;
  const done = build(checkout, children, signal).then(() => writeFile(record, identity));
  // the caller may be busy with something else that fails first
  done.catch(() => undefined);
  return { done };
}

/** @throws FeaturescopeError UNAVAILABLE with the build's last words */
async function build(checkout: Checkout, children: Children, signal: AbortSignal): Promise<void> {
  await rm(join(checkout.root, ".next", RECORD), { force: true });
  const args = [...nodeOptions(checkout), checkout.next, "build"];
  const spec = { name: "web-build", args, env: checkout.env, cwd: checkout.root };
  const { code, tail } = await children.run(spec, signal);
  signal.throwIfAborted();
  if (code === 0) return;
  const reason = tail.findLast((line) => /error/i.test(line)) ?? tail.at(-1) ?? `exit code ${code}`;
  throw new FeaturescopeError(
    "UNAVAILABLE",
    `The pages could not be built (${reason.trim()}).`,
    `See ${join(checkout.logs, "web-build.log")}; npm run dev starts without a build.`,
  );
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
    if (hasCode(error, "ENOTDIR")) return [path];
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  }
}
