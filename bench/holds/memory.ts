import { readFile } from "node:fs/promises";
import { processTree } from "../../tests/support/processes";

const MIB = 1024 ** 2;
/** What a process may grow by from the second third of the time to the last and count as flat. */
const GROWTH = { share: 0.15, bytes: 48 * MIB } as const;

export interface ProcessMemory {
  pid: number;
  name: string;
  /** Resident bytes of its own, one look after another. */
  bytes: number[];
}

/** Resident memory of a process's own, and of all that descend from it, as often as it is looked at. */
export class MemoryWatch {
  private readonly seen = new Map<number, ProcessMemory>();

  constructor(private readonly root: number) {}

  /** Every process that has been seen. */
  get processes(): ProcessMemory[] {
    return [...this.seen.values()];
  }

  async look(): Promise<void> {
    for (const pid of processTree(this.root)) {
      const bytes = await residentBytes(pid);
      if (bytes === null) continue;
      const process = this.seen.get(pid) ?? { pid, name: await nameOf(pid), bytes: [] };
      this.seen.set(pid, process);
      process.bytes.push(bytes);
    }
  }
}

/**
 * By how many bytes the middle value of the last third is above that of the second, the first being for warming up. Null
 * with fewer than nine looks.
 */
export function growth({ bytes }: Pick<ProcessMemory, "bytes">): number | null {
  if (bytes.length < 9) return null;
  const third = Math.floor(bytes.length / 3);
  const middle = (values: readonly number[]) =>
    values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  return middle(bytes.slice(-third)) - middle(bytes.slice(third, 2 * third));
}

export function isFlat(process: Pick<ProcessMemory, "bytes">): boolean {
  const by = growth(process);
  return by === null || by <= Math.max(GROWTH.bytes, GROWTH.share * Math.max(...process.bytes));
}

async function residentBytes(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  // not what processes share, such as PostgreSQL's buffers, of which each has as much as it has looked at
  const kib = /^RssAnon:\s+(\d+) kB/m.exec(status)?.[1];
  return kib === undefined ? null : Number(kib) * 1024;
}

/** What a process is for, as its command line says it. */
async function nameOf(pid: number): Promise<string> {
  const words = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0").filter(Boolean);
  const file = words.find((word) => /\.(m?[jt]s)$/.test(word) && !word.endsWith("run.mjs"));
  return file ?? words[0] ?? "?";
}
