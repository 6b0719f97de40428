import { hostname } from "node:os";

const HOST = hostname().replace(/[^\w.-]/g, "_");
const TAG = /^(.+)-(\d+)-(\d+)$/;

const mine = new Set<string>();
let made = 0;

/** A name part for an unfinished file, which says whose it is: host, process, running number. */
export function newProcessTag(): string {
  const tag = `${HOST}-${process.pid}-${made++}`;
  mine.add(tag);
  return tag;
}

/** Whether the process that made the tag has ended. A tag of another host never counts as ended. */
export function isOrphaned(tag: string): boolean {
  const [, host, pid] = TAG.exec(tag) ?? [];
  if (host !== HOST) return false;
  if (Number(pid) === process.pid) return !mine.has(tag);
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}
