import { dirname, join, relative } from "node:path";
import ts from "typescript";
import { PROJECT_ROOT } from "@/domain/project-root";

/** What asks the database and says what its rows are. */
const ASKS = new Set(["query", "queryRows", "queryPlanned"]);
const ROOMS = /^(server|workers|prisma|cli)\//;
/** Hands on what its callers say. */
const PASSES_ON = "server/platform/rows.ts";

/** A statement whose rows have been given a type, which nothing checks by itself. */
export interface TypedQuery {
  file: string;
  /** Lines of the whole call, from 1. */
  from: number;
  to: number;
  row: ts.Type;
  at: ts.Node;
}

/** Every such statement of the program, tests left out. */
export function typedQueries(): { checker: ts.TypeChecker; queries: TypedQuery[] } {
  const config = join(PROJECT_ROOT, "tsconfig.json");
  const { options, fileNames } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(config, ts.sys.readFile).config,
    ts.sys,
    dirname(config),
  );
  const files = fileNames.filter((name) => ROOMS.test(relative(PROJECT_ROOT, name)));
  const program = ts.createProgram(files, { ...options, incremental: false });
  const checker = program.getTypeChecker();
  const queries: TypedQuery[] = [];
  for (const source of program.getSourceFiles()) {
    const file = relative(PROJECT_ROOT, source.fileName);
    if (!ROOMS.test(file) || file.includes(".test.") || file === PASSES_ON) continue;
    const line = (position: number) => source.getLineAndCharacterOfPosition(position).line + 1;
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && node.typeArguments?.[0] && ASKS.has(nameOf(node.expression)))
        queries.push({
          file,
          from: line(node.getStart(source)),
          to: line(node.getEnd()),
          row: checker.getTypeFromTypeNode(node.typeArguments[0]),
          at: node,
        });
      node.forEachChild(visit);
    };
    visit(source);
  }
  return { checker, queries };
}

function nameOf(called: ts.Expression): string {
  if (ts.isIdentifier(called)) return called.text;
  return ts.isPropertyAccessExpression(called) ? called.name.text : "";
}
