export type LogFormat = "json" | "text";

/**
 * FEATURESCOPE_LOG; unset, sentences for whoever sits at a terminal and JSON for whatever collects the output elsewhere.
 * A word that is neither is taken as unset: a log must not be what keeps a program from starting.
 */
export function logFormat(
  setting = process.env.FEATURESCOPE_LOG,
  isTerminal = process.stderr.isTTY,
): LogFormat {
  if (setting === "json" || setting === "text") return setting;
  return isTerminal ? "text" : "json";
}

interface Line {
  msg?: unknown;
  err?: { stack?: unknown };
}

/** What a person reads of a line of JSON that the log wrote: the sentence, and where an error came from. */
export function readable(line: string): string {
  const parsed = parseLine(line);
  if (typeof parsed?.msg !== "string") return line;
  const stack = parsed.err?.stack;
  return typeof stack === "string" && !parsed.msg.includes(stack) ? `${parsed.msg}\n${stack}` : parsed.msg;
}

/** The sentence of a line, be it one of JSON or of anything else. */
export function logSentence(line: string): string {
  const parsed = parseLine(line);
  return typeof parsed?.msg === "string" ? parsed.msg : line;
}

function parseLine(line: string): Line | null {
  if (!line.startsWith("{")) return null;
  try {
    return JSON.parse(line) as Line;
  } catch {
    return null;
  }
}
