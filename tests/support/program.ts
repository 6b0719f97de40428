import { spawn, type ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { createServer } from "node:net";
import { PROJECT_ROOT } from "@/domain/project-root";

export interface Program {
  process: ChildProcess;
  /** What it has written so far, both streams. */
  output(): string;
  /** Resolves when `text` has been written; rejects with the output when the program ends or time runs out first. */
  writes(text: string | RegExp, timeoutMs: number): Promise<void>;
  /** Resolves with the exit code, or the signal's name. */
  ended: Promise<number | NodeJS.Signals | null>;
}

/** Runs a TypeScript file of a checkout as its package scripts do. */
export function runProgram(
  args: string[],
  env: Record<string, string | undefined>,
  checkout = PROJECT_ROOT,
): Program {
  const process_ = spawn(process.execPath, [`${checkout}/scripts/run.mjs`, ...args], {
    cwd: checkout,
    // sentences, as at a terminal
    env: { ...process.env, npm_lifecycle_event: undefined, FEATURESCOPE_LOG: "text", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [process_.stdout, process_.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) =>
    process_.on("close", (code, signal) => resolve(code ?? signal)),
  );
  let over = false;
  void ended.then(() => (over = true));
  return {
    process: process_,
    output: () => output,
    ended,
    async writes(text, timeoutMs) {
      const found = () => (typeof text === "string" ? output.includes(text) : text.test(output));
      for (let waited = 0; !found(); waited += 50) {
        if (over || waited > timeoutMs)
          throw new Error(`${args.join(" ")} did not write ${text}:\n${output}`);
        await sleep(50);
      }
    },
  };
}

/** A port that nothing listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** Waits until `holds` returns true; rejects after `timeoutMs` with the name of what was waited for. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  timeoutMs = 30_000,
): Promise<void> {
  for (let waited = 0; !(await holds()); waited += 50) {
    if (waited > timeoutMs) throw new Error(`Waited ${timeoutMs / 1000} s in vain: ${what}.`);
    await sleep(50);
  }
}
