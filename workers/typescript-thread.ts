import { Worker, type WorkerOptions } from "node:worker_threads";

/** tsx serves only the main thread by itself; a thread has to ask for it before its first TypeScript. */
const TSX = JSON.stringify(import.meta.resolve("tsx/esm/api"));

/** A thread that runs a TypeScript file, as the main thread runs its own. */
export function startTypescriptThread(file: URL, options: Omit<WorkerOptions, "eval"> = {}): Worker {
  const load = `import(${TSX}).then(({ register }) => { register(); return import(${JSON.stringify(file.href)}); });`;
  return new Worker(load, { ...options, eval: true, execArgv: [] });
}
