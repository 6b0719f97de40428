import { format } from "node:util";
import { logFormat } from "./log-format";
import { log } from "./log";

/**
 * Has what other programs' code writes to the console become lines of the log, and the end by an error that nobody
 * caught one too. Where people read the log, the console stays as it is.
 */
export function logConsole(): void {
  if (logFormat() !== "json") return;
  const levels = { error: "error", warn: "warn", info: "info", log: "info", debug: "debug" } as const;
  for (const [method, level] of Object.entries(levels) as [keyof typeof levels, "error"][])
    console[method] = (...words: unknown[]) => {
      const error = words.find((word) => word instanceof Error);
      // eslint-disable-next-line no-control-regex -- colours, which mean nothing in JSON
      const message = format(...words.map((word) => (word instanceof Error ? word.message : word))).replace(
        /\x1b\[\d*m/g,
        "",
      );
      log[level](error ? { err: error } : {}, message.trim());
    };
  process.on("uncaughtExceptionMonitor", (error) =>
    log.fatal({ err: error }, "The process ends: " + error.message),
  );
}
