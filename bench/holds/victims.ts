import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { clusterOf } from "../../tests/support/app-data";
import { processTree } from "../../tests/support/processes";
import type { HeldInstance } from "./instance";

/** What is killed, and how one of its kind is told among the processes of an instance. */
export const VICTIMS = ["worker", "page process", "web primary", "database", "launcher"] as const;
export type Victim = (typeof VICTIMS)[number];

const FILES: Partial<Record<Victim, string>> = {
  worker: "workers/main.ts",
  "page process": "server/http/page-process.ts",
  "web primary": "server/http/main.ts",
};

/** Kills one by SIGKILL; `pick` chooses among those there are. False where there is none at this moment. */
export async function kill(
  instance: HeldInstance,
  victim: Victim,
  pick: (count: number) => number,
): Promise<boolean> {
  if (victim === "launcher") {
    await instance.relaunch();
    return true;
  }
  const pids =
    victim === "database" ? [await postmaster(instance)] : running(instance.pid, FILES[victim] ?? "");
  const pid = pids[pick(pids.length)];
  if (pid === undefined) return false;
  process.kill(pid, "SIGKILL");
  return true;
}

async function postmaster({ data }: HeldInstance): Promise<number> {
  return Number.parseInt(await readFile(join(await clusterOf(data), "data/postmaster.pid"), "utf8"), 10);
}

/** Processes below `root` that run a file of ours. */
function running(root: number, file: string): number[] {
  const tree = new Set(processTree(root));
  const { stdout } = spawnSync("ps", ["-ww", "-eo", "pid=,args="], { encoding: "utf8" });
  return stdout
    .split("\n")
    .filter((line) => line.includes(file))
    .map((line) => Number.parseInt(line, 10))
    .filter((pid) => tree.has(pid));
}
