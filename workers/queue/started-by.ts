import { readFileSync } from "node:fs";

/**
 * What this process was started by and on: the machine's boot and its launcher, told apart from others that had the same
 * number by when it began. Two processes that have it in common live and die apart only by their own doing; one that has
 * another went down with whatever started it.
 */
export function startedBy(launcher = process.env.FEATURESCOPE_LAUNCHER ?? String(process.ppid)): string {
  const boot = read("/proc/sys/kernel/random/boot_id").trim();
  // the 22nd field of stat, counted after the name in parentheses, which may hold spaces
  const began = read(`/proc/${launcher}/stat`).split(") ").at(-1)?.split(" ")[19] ?? "";
  return [boot, launcher, began].join(" ");
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
