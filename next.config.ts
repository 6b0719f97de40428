import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { NextConfig } from "next";

const root = import.meta.dirname;

const migrations = readdirSync(join(root, "prisma/migrations"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

/** Of the sources that are built: an image is told, a checkout knows, an unpacked archive has none. */
function findCommit(): string {
  try {
    return (
      process.env.FEATURESCOPE_COMMIT ??
      execFileSync("git", ["rev-parse", "HEAD"], {
        cwd: root,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      }).trim()
    );
  } catch {
    return "";
  }
}

/** The Content-Security-Policy is in proxy.ts, because it carries a nonce of each response. */
const SECURITY_HEADERS = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=(), browsing-topics=()" },
];

const config: NextConfig = {
  agentRules: false,
  poweredByHeader: false,
  reactStrictMode: true,
  // Titles and descriptions stand in the head of every page, so that they are there without scripts.
  htmlLimitedBots: /.*/,
  // A lock file in a folder above must not be taken for the root of this program.
  turbopack: { root },
  // npm run typecheck covers the whole program; a first start must not wait for it.
  typescript: { ignoreBuildErrors: true },
  experimental: {
    // nothing reads them in production, and they are three quarters of the build
    serverSourceMaps: false,
    // what no browser is sent need not be small; it was half of the rest
    turbopackMinify: { server: false, client: true },
  },
  // read from node_modules at run time instead of being built into the pages, a copy for every other page
  serverExternalPackages: ["better-auth", "graphile-worker", "hyparquet", "hyparquet-writer", "kysely"],
  env: { FEATURESCOPE_MIGRATIONS: migrations.join(" "), FEATURESCOPE_COMMIT: findCommit() },
  headers: () =>
    Promise.resolve([
      { source: "/:path*", headers: SECURITY_HEADERS },
      // a page that isolates itself may frame and show these too
      {
        source: "/(embed/.*|api/feature/.*/image)",
        headers: [{ key: "Cross-Origin-Resource-Policy", value: "cross-origin" }],
      },
    ]),
};

export default config;
