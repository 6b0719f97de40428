import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { PROJECT_ROOT } from "@/domain/project-root";

/**
 * Licences of all packages in the lock file, for docs/dependencies.md. As a program it writes that page; the test of the
 * same name holds it to the lock file and the licences to what is allowed.
 */

export const DEPENDENCIES_PAGE = join(PROJECT_ROOT, "docs/dependencies.md");
const LOCK_FILE = join(PROJECT_ROOT, "package-lock.json");

/** What may be distributed or installed beside an Apache-2.0 program; why, where that is not plain. */
export const ALLOWED: Readonly<Record<string, string>> = {
  MIT: "",
  ISC: "",
  "Apache-2.0": "",
  "BSD-2-Clause": "",
  "BSD-3-Clause": "",
  "0BSD": "",
  "BlueOak-1.0.0": "",
  Unlicense: "",
  "CC0-1.0": "",
  "Python-2.0": "",
  "MPL-2.0": "copyleft of its own files, which are used unchanged",
  "EPL-2.0": "copyleft of its own files, which are used unchanged",
  "LGPL-3.0-or-later": "libvips, a shared library that is installed as it is and may be replaced",
  "CC-BY-4.0": "data about browsers, for builds",
  "OFL-1.1": "fonts",
};

/** Names that packages give licences of the SPDX list. */
const SPDX: Readonly<Record<string, string>> = { "SIL OPEN FONT LICENSE": "OFL-1.1" };

export interface Dependency {
  name: string;
  version: string;
  /** An SPDX expression; null where the package states none. */
  licence: string | null;
  /** Only for development. */
  dev: boolean;
}

const lockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string().optional(), license: z.string().optional(), dev: z.boolean().optional() }),
  ),
});

/** Every package in the lock file, those for other systems too, by name and version. */
export async function readDependencies(): Promise<Dependency[]> {
  const { packages } = lockFile.parse(JSON.parse(await readFile(LOCK_FILE, "utf8")));
  const found = new Map<string, Dependency>();
  for (const [path, { version = "", license, dev = false }] of Object.entries(packages)) {
    if (path === "") continue;
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    const before = found.get(`${name}@${version}`);
    const licence = license === undefined ? null : (SPDX[license] ?? license.replace(/\band\b/g, "AND"));
    found.set(`${name}@${version}`, { name, version, licence, dev: dev && (before?.dev ?? true) });
  }
  return [...found.values()].sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
}

/** Whether one alternative of an SPDX expression is allowed in all its parts. */
export function isAllowed(licence: string | null): boolean {
  const expression = licence?.replace(/^\((.*)\)$/, "$1") ?? "";
  if (/[()]/.test(expression)) return false;
  return expression.split(" OR ").some((one) => one.split(" AND ").every((id) => Object.hasOwn(ALLOWED, id)));
}

/** The page, in Markdown. */
export function dependenciesPage(dependencies: readonly Dependency[]): string {
  const byLicence = new Map<string, Dependency[]>();
  for (const dependency of dependencies) {
    const licence = dependency.licence ?? "none stated";
    byLicence.set(licence, [...(byLicence.get(licence) ?? []), dependency]);
  }
  const sections = [...byLicence]
    .sort(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1))
    .map(([licence, of]) => {
      const why = ALLOWED[licence];
      const names = of.map(({ name, version, dev }) => `${name} ${version}${dev ? "\\*" : ""}`);
      return `## ${licence} (${of.length})\n\n${why ? `Here: ${why}.\n\n` : ""}${names.join(", ")}\n`;
    });
  return `${INTRODUCTION.replace("COUNT", String(dependencies.length))}\n${sections.join("\n")}`;
}

const INTRODUCTION = `# Dependencies

Written by \`npm run licences\` from \`package-lock.json\`: COUNT packages with those for other systems, each under the licence
that it states. \\* marks what only development needs. A test fails for a licence that is not among those that
\`scripts/licences.ts\` allows, and when this page is not up to date.

\`npm run -s sbom > sbom.json\` writes a software bill of materials in CycloneDX form, from the lock file too.

\`npm audit\` compares the lock file with the advisories that the npm registry knows. Nothing here records its result, since it
changes from day to day and mirrors of the registry may not answer it (405); run it where the registry itself is reached:
\`npm audit --omit=dev\`.
`;

if (process.argv[1]?.endsWith("licences.ts"))
  await writeFile(DEPENDENCIES_PAGE, dependenciesPage(await readDependencies()));
