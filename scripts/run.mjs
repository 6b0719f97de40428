/**
 * Runs a TypeScript file of this program from any folder: `node scripts/run.mjs cli/main.ts --help`. Plain JavaScript,
 * so that an old Node.js or a missing `npm ci` is told in a sentence instead of a syntax or module error.
 */
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19))
  fail(
    `Featurescope needs Node.js 20.19 or newer; this is ${process.version}. Install a newer one, then run npm ci.`,
  );

process.env.TSX_TSCONFIG_PATH = join(root, "tsconfig.json");
try {
  await import("tsx");
} catch {
  fail(`The packages of Featurescope are not installed. Run npm ci in ${root} first.`);
}

const [file, ...rest] = process.argv.slice(2);
const target = join(root, file);
process.argv = [process.argv[0], target, ...rest];
await import(pathToFileURL(target).href);

function fail(line) {
  console.error(line);
  process.exit(1);
}
