import { watch } from "node:fs";
import { join } from "node:path";
import type { Children } from "./children";

/** What workers are made of; folders of the checkout. */
const SOURCES = ["domain", "prisma", "telemetry", "workers"];
const NOT_THEIRS = /(^|\/)generated(\/|$)|\.test\.ts$/;
/** An editor that saves several files, or one in several steps, restarts workers once. */
const QUIET_MS = 200;

/**
 * Has the workers started again whenever one of their sources changes, as the development server does with pages. Their
 * jobs go on where they stood. Returns what ends it.
 */
export function reloadWorkers(root: string, children: Children, say: (line: string) => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const changed = (file: string) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      say(`${file} has changed: the workers are started again.`);
      children.reload((name) => name.startsWith("worker-"));
    }, QUIET_MS);
  };
  const watchers = SOURCES.map((folder) =>
    watch(join(root, folder), { recursive: true }, (_, file) => {
      if (file?.endsWith(".ts") && !NOT_THEIRS.test(file)) changed(join(folder, file));
    }),
  );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
