import { expect, test } from "vitest";
import { createLog, logLevel } from "./log";
import { logFormat, readable, logSentence } from "./log-format";
import { inRequest } from "./request-scope";

function collect(write: (log: ReturnType<typeof createLog>) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  write(createLog({ write: (line) => void lines.push(line) }));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

test("a line says when, who, what and for which request", async () => {
  const lines: string[] = [];
  const log = createLog({ write: (line) => void lines.push(line) });
  await inRequest("r-1", async () => {
    await Promise.resolve();
    log.warn({ path: "/a" }, "Too slow.");
  });
  log.info("Alone.");
  const [first, second] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(first).toMatchObject({
    level: "warn",
    pid: process.pid,
    requestId: "r-1",
    path: "/a",
    msg: "Too slow.",
  });
  expect(new Date(String(first?.time)).getTime()).toBeGreaterThan(Date.now() - 60_000);
  expect(second).not.toHaveProperty("requestId");
});

test("of an error goes in what is its own, not what a statement was given", () => {
  const error = Object.assign(new Error("duplicate key value"), {
    code: "23505",
    detail: "Key (email)=(a@b.c) already exists.",
    parameters: ["a@b.c"],
  });
  const [line] = collect((log) => log.error({ err: error }, "It failed."));
  expect(line?.err).toMatchObject({ type: "Error", code: "23505", message: "duplicate key value" });
  expect(JSON.stringify(line)).not.toContain("a@b.c");
});

test("sentences for people, JSON for programs, and as is asked for", () => {
  expect(logFormat(undefined, true)).toBe("text");
  expect(logFormat(undefined, false)).toBe("json");
  expect(logFormat("text", false)).toBe("text");
  expect(logFormat("json", true)).toBe("json");
  expect(logFormat("xml", true)).toBe("text");
  expect([logLevel("debug"), logLevel("loud"), logLevel(undefined)]).toEqual(["debug", "info", "info"]);

  const line = '{"level":"error","msg":"It failed.","err":{"stack":"Error: x\\n    at y"}}';
  expect(readable(line)).toBe("It failed.\nError: x\n    at y");
  expect(logSentence(line)).toBe("It failed.");
  for (const other of ["no JSON", "{half", '{"a":1}']) {
    expect(readable(other)).toBe(other);
    expect(logSentence(other)).toBe(other);
  }
});
