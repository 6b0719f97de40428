/** The npm client of this machine, which knows the registry, its credentials, proxies and certificates. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { PROJECT_ROOT } from "@/domain/project-root";
import { hasCode } from "../file-errors";
import { cancelled } from "./fetch-options";

export interface NpmTarball {
  url: string;
  /** Subresource Integrity string of the tarball. */
  integrity?: string;
}

const PACKAGE = /^(@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~][\w.~-]*$/;
const VERSION = /^\d+\.\d+\.\d+[\w.+-]*$/;

const distribution = z.object({ tarball: z.url({ protocol: /^https?$/ }), integrity: z.string().optional() });

/** Where the registry of this machine keeps a package's tarball. Throws NOT_FOUND or NETWORK. */
export async function findTarball(name: string, version: string, signal?: AbortSignal): Promise<NpmTarball> {
  const output = await npm(["view", specifier(name, version), "dist", "--json"], signal);
  const parsed = distribution.safeParse(parseJson(output));
  if (!parsed.success)
    throw new FeaturescopeError(
      "NOT_FOUND",
      `The registry names no tarball for ${name}@${version}.`,
      "Check that the registry that npm is set up with carries this package.",
    );
  return { url: parsed.data.tarball, integrity: parsed.data.integrity };
}

/** Lets the npm client itself fetch a package's tarball into an empty folder; returns its path. */
export async function packTarball(
  name: string,
  version: string,
  folder: string,
  signal?: AbortSignal,
): Promise<string> {
  await npm(["pack", specifier(name, version), "--pack-destination", folder, "--ignore-scripts"], signal);
  const [file] = await readdir(folder);
  if (file === undefined)
    throw new FeaturescopeError("NETWORK", `npm pack brought no ${name}.`, "Check npm's settings.");
  return join(folder, file);
}

function specifier(name: string, version: string): string {
  if (!PACKAGE.test(name) || !VERSION.test(version))
    throw new FeaturescopeError(
      "BAD_INPUT",
      `"${name}@${version}" is not an npm package with an exact version.`,
      'Write it like "some-package" and "1.2.3".',
    );
  return `${name}@${version}`;
}

async function npm(command: string[], signal?: AbortSignal): Promise<string> {
  const flags = ["--loglevel=error", "--fetch-retries=1", "--fetch-retry-mintimeout=1000"];
  const script = npmScript();
  const [file, ...prefix]: [string, ...string[]] =
    script === undefined ? ["npm"] : [process.execPath, script];
  try {
    const { stdout } = await promisify(execFile)(file, [...prefix, ...command, ...flags], {
      // npm reads the .npmrc of the folder that it runs in.
      cwd: PROJECT_ROOT,
      signal,
      maxBuffer: 1 << 26,
    });
    return stdout;
  } catch (error) {
    if (signal?.aborted) throw cancelled(command[1] ?? "a package");
    throw npmError(error, command[1] ?? "");
  }
}

/** npm's script, to be run by this very Node: the one that started us, or the one beside Node. */
function npmScript(): string | undefined {
  const bin = dirname(process.execPath);
  const places = [
    process.env.npm_execpath,
    join(bin, "../lib/node_modules/npm/bin/npm-cli.js"),
    join(bin, "node_modules/npm/bin/npm-cli.js"),
  ];
  return places.find((place) => place?.endsWith("npm-cli.js") && existsSync(place));
}

const failure = z.object({ error: z.object({ code: z.string(), summary: z.string() }) });

function npmError(cause: unknown, what: string): FeaturescopeError {
  if (hasCode(cause, "ENOENT"))
    return new FeaturescopeError(
      "UNAVAILABLE",
      "The npm client was not found.",
      "Install npm (it comes with Node), or start with npm.",
      { cause },
    );
  const output = cause instanceof Error && "stdout" in cause ? String(cause.stdout) : "";
  const parsed = failure.safeParse(parseJson(output));
  const { code = "", summary = "" } = parsed.data?.error ?? {};
  if (code === "E404")
    return new FeaturescopeError(
      "NOT_FOUND",
      `The registry does not have ${what}.`,
      "Check that the registry that npm is set up with (npm config get registry) carries this package.",
      { cause },
    );
  return new FeaturescopeError(
    "NETWORK",
    `npm could not reach ${what}${code ? `: ${code} ${summary.split("\n")[0]}` : ""}.`,
    "Check the network and npm's registry and proxy settings (npm config list), then start again.",
    { cause },
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
