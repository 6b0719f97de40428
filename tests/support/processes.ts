import { spawnSync } from "node:child_process";

/** A process and all that descend from it, as process ids. */
export function processTree(root: number): number[] {
  const { stdout } = spawnSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" });
  const parents = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const tree = [root];
  for (const pid of tree)
    for (const [child, parent] of parents) if (parent === pid && child) tree.push(child);
  return tree;
}

/** Those of the processes that still run; one that has ended and waits to be collected does not. */
export function stillRunning(pids: readonly number[]): number[] {
  const { stdout } = spawnSync("ps", ["-o", "pid=,stat=", "-p", pids.join(",")], { encoding: "utf8" });
  return stdout
    .trim()
    .split("\n")
    .filter((line) => line !== "" && !/\sZ/.test(line))
    .map((line) => Number.parseInt(line, 10));
}
