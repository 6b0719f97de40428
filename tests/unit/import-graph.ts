import { readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";
import { PROJECT_ROOT } from "@/domain/project-root";

export interface Import {
  from: string;
  /** Path from the checkout, without extension where it is a module of ours. */
  to: string;
  /** Needed when `from` is loaded: neither `import type` nor a call of import(). */
  atLoad: boolean;
}

/** The files of the program and of its tests, from the checkout. */
export function listModules(): string[] {
  const read = (file: string) => readFileSync(file, "utf8");
  const config: unknown = ts.readConfigFile(join(PROJECT_ROOT, "tsconfig.json"), read).config;
  const { fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, PROJECT_ROOT);
  return fileNames.map((file) => relative(PROJECT_ROOT, file)).filter((file) => !/(^|\/)\./.test(file));
}

export function parseModule(file: string): ts.SourceFile {
  const text = readFileSync(join(PROJECT_ROOT, file), "utf8");
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false);
}

/** Every import of a module of ours by a file of the program, read with the TypeScript parser. */
export function readImports(): Import[] {
  const files = listModules();
  const known = new Set(files);
  return files.flatMap((from) =>
    importsOf(from).flatMap(({ specifier, atLoad }) => {
      const to = resolveModule(from, specifier, known);
      return to ? [{ from, to, atLoad }] : [];
    }),
  );
}

function importsOf(file: string): { specifier: string; atLoad: boolean }[] {
  const source = parseModule(file);
  const found: { specifier: string; atLoad: boolean }[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier)
      found.push({ specifier: literal(node.moduleSpecifier), atLoad: !isTypeOnly(node) });
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      for (const argument of node.arguments) found.push({ specifier: literal(argument), atLoad: false });
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      found.push({ specifier: literal(node.argument.literal), atLoad: false });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isTypeOnly(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  const clause = node.importClause;
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = clause.namedBindings;
  if (clause.name || !named || !ts.isNamedImports(named)) return false;
  return named.elements.length > 0 && named.elements.every((element) => element.isTypeOnly);
}

const literal = (node: ts.Node) => (ts.isStringLiteralLike(node) ? node.text : "");

/** The file that a specifier means, or null for a package. */
function resolveModule(from: string, specifier: string, known: ReadonlySet<string>): string | null {
  const path = specifier.startsWith("@/")
    ? specifier.slice(2)
    : specifier.startsWith(".")
      ? relative(PROJECT_ROOT, resolve(PROJECT_ROOT, dirname(from), specifier))
      : null;
  if (path === null) return null;
  const candidates = ["", ".ts", ".tsx", "/index.ts", "/index.tsx"].map((ending) => path + ending);
  return candidates.find((candidate) => known.has(candidate)) ?? path;
}

/** One cycle as the files on it, or null. */
export function findCycle(edges: readonly { from: string; to: string }[]): string[] | null {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const finished = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): string[] | null => {
    const start = path.indexOf(file);
    if (start >= 0) return [...path.slice(start), file];
    if (finished.has(file)) return null;
    path.push(file);
    for (const target of next.get(file) ?? []) {
      const cycle = visit(target);
      if (cycle) return cycle;
    }
    path.pop();
    finished.add(file);
    return null;
  };
  for (const file of next.keys()) {
    const cycle = visit(file);
    if (cycle) return cycle;
  }
  return null;
}
