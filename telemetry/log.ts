/** The log of a process: one line of JSON for everything that happens, or one sentence (log-format.ts). */
import { pino, type Logger } from "pino";
import { logFormat, readable } from "./log-format";
import { currentRequestId } from "./request-scope";
import { scrub } from "./scrub";

const LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
type Level = (typeof LEVELS)[number];

/** On globalThis, because the server and the bundles of its pages each have a log of the one process. */
const KEPT = Symbol.for("featurescope.process");
const kept = globalThis as { [KEPT]?: Record<string, string> };

/** Says in every line from here on which of the program's processes wrote it. */
export function nameProcess(name: string, more: Record<string, string> = {}): void {
  kept[KEPT] = { process: name, ...more };
}

/** FEATURESCOPE_LOG_LEVEL, "info" where it names none. */
export function logLevel(setting = process.env.FEATURESCOPE_LOG_LEVEL): Level {
  return LEVELS.find((level) => level === setting) ?? "info";
}

/** Standard error, written at once: a process that ends with its next breath has said why. */
const output = {
  write(line: string): void {
    const clean = scrub(line);
    // asked for each line, because a terminal may have been taken away meanwhile
    process.stderr.write(logFormat() === "json" ? clean : `${readable(clean.trimEnd())}\n`);
  },
};

/**
 * A log that writes to `to`. Of an error only what is its own goes in: a database's errors carry the values that a
 * statement was given.
 */
export function createLog(to: { write(line: string): void } = output): Logger {
  return pino(
    {
      level: logLevel(),
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => {
        const requestId = currentRequestId();
        return { ...kept[KEPT], ...(requestId === null ? {} : { requestId }) };
      },
      serializers: { err: describe },
    },
    to,
  );
}

export const log = createLog();

function describe(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = "code" in error && typeof error.code === "string" ? { code: error.code } : {};
  const digest = "digest" in error && typeof error.digest === "string" ? { digest: error.digest } : {};
  return { type: error.name, message: error.message, ...code, ...digest, stack: error.stack };
}
