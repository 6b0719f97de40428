import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { RESERVED_MODEL_IDS } from "@/domain/names";
import { PROJECT_ROOT } from "@/domain/project-root";
import { listModules, parseModule } from "./import-graph";

/** Which names no model can have follows from the pages and files that there are. */
const APP = join(PROJECT_ROOT, "app");
/** Next makes addresses of them by their names. */
const METADATA = /^(robots|sitemap|manifest)\.ts$|\.(ico|svg|png)$/;

const serves = (folder: string): boolean =>
  ["page.tsx", "route.ts", "route.tsx"].some((file) => existsSync(join(folder, file))) ||
  readdirSync(folder, { withFileTypes: true }).some(
    (entry) => entry.isDirectory() && serves(join(folder, entry.name)),
  );

test("every first segment of an address is refused as a model's name, and nothing else", () => {
  const entries = readdirSync(APP, { withFileTypes: true });
  const pages = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("[") && serves(join(APP, entry.name)))
    .map(({ name }) => name);
  const files = entries
    .filter((entry) => entry.isFile() && METADATA.test(entry.name))
    .map(({ name }) => name.replace(/\.ts$/, ".txt"));
  const open = readdirSync(join(PROJECT_ROOT, "public"));
  expect([...RESERVED_MODEL_IDS].sort()).toEqual([...pages, ...files, ...open].sort());
});

/** What Next and the programs that read our configuration look for by name, in any of its files. */
const LOOKED_FOR = new Set([
  ...["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "dynamic", "runtime", "revalidate"],
  ...[
    "metadata",
    "generateMetadata",
    "viewport",
    "alt",
    "size",
    "contentType",
    "config",
    "proxy",
    "register",
  ],
]);
const isLookedFor = (file: string, name: string) =>
  (file.startsWith("app/") || !file.includes("/")) && LOOKED_FOR.has(name);

/** Names that modules declare and export, with the modules; what a module passes on is not its own. */
function readDeclarations(files: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const file of files) {
    const names = parseModule(file).statements.flatMap(exportedNames);
    for (const name of new Set(names))
      if (!isLookedFor(file, name)) found.set(name, [...(found.get(name) ?? []), file]);
  }
  return found;
}

function exportedNames(statement: ts.Statement): string[] {
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  const kinds = modifiers.map(({ kind }) => kind);
  if (!kinds.includes(ts.SyntaxKind.ExportKeyword) || kinds.includes(ts.SyntaxKind.DefaultKeyword)) return [];
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
  const { name } = statement as ts.Statement & { name?: ts.Identifier };
  return name ? [name.text] : [];
}

function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    ts.isOmittedExpression(element) ? [] : boundNames(element.name),
  );
}

test("every exported name is declared in one module, so that it says which", () => {
  const ours = listModules().filter((file) => !/^(tests|prisma\/generated)\/|\.test\./.test(file));
  const declared = readDeclarations(ours);
  expect(declared.size).toBeGreaterThan(1000);
  expect([...declared].filter(([, files]) => files.length > 1)).toEqual([]);
});
