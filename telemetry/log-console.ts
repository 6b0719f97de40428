import { format, stripVTControlCharacters } from "node:util";
import { logFormat } from "./log-format";
import { log } from "./log";

/**
 * Has what other programs' code writes to the console become lines of the log, and the end by an error that nobody
 * caught one too. Where people read the log, the console stays as it is.
 */
export function logConsole(): void {
  if (logFormat() !== "json") return;
  const levels = { error: "error", warn: "warn", info: "info", log: "info", debug: "debug" } as const;
  const said =
    (level: "error" | "warn" | "info" | "debug") =>
    (...words: unknown[]): void => {
      const error = words.find((word) => word instanceof Error);
      const message = format(...words.map((word) => (word instanceof Error ? word.message : word)));
      // colours mean nothing in JSON
      log[level](error ? { err: error } : {}, stripVTControlCharacters(message).trim());
    };
  Object.assign(
    console,
    Object.fromEntries(Object.entries(levels).map(([method, level]) => [method, said(level)])),
  );
  process.on("uncaughtExceptionMonitor", (error) =>
    log.fatal({ err: error }, "The process ends: " + error.message),
  );
}
