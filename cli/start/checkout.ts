import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { PROJECT_ROOT } from "@/domain/project-root";

/** Where the program, its data and its logs are, and what its processes are started with. */
export interface Checkout {
  root: string;
  data: string;
  logs: string;
  /** Next's command line. */
  next: string;
  env: NodeJS.ProcessEnv;
}

export function describeCheckout(data: string, databaseUrl: string, development: boolean): Checkout {
  return {
    root: PROJECT_ROOT,
    data,
    logs: join(data, "logs"),
    next: createRequire(import.meta.url).resolve("next/dist/bin/next"),
    env: {
      ...process.env,
      NODE_ENV: development ? "development" : "production",
      DATABASE_URL: databaseUrl,
      FEATURESCOPE_DATA: data,
      NEXT_TELEMETRY_DISABLED: "1",
    },
  };
}

/** Options of Node.js for programs that do not know of us: they end with us. */
export function nodeOptions({ root }: Checkout): string[] {
  return preload(root, "exit-with-parent.mjs");
}

/** Options of Node.js for Next's own development server; server/http does for the built pages what they add. */
export function developmentWebOptions(checkout: Checkout): string[] {
  return [...nodeOptions(checkout), ...preload(checkout.root, "peer-address.mjs")];
}

function preload(root: string, script: string): string[] {
  return ["--import", pathToFileURL(join(root, "scripts", script)).href];
}
