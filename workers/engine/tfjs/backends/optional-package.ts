import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** Loads a package that may not be installed; the Error says so in one line, with how to install it. */
export function requireOptional(name: string, howToInstall: string): unknown {
  try {
    require.resolve(name);
  } catch {
    throw new Error(`not installed (${howToInstall})`);
  }
  return require(name);
}
