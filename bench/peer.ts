/** Programs of bench/peers: the same work in PyTorch or umap-learn, one process each, asked for a round at a time. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { basename, join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { PROJECT_ROOT } from "@/domain/project-root";

/** What a peer is written with. */
export interface PeerPackage {
  name: string;
  /** Python that prints its version, and fails where something is missing. */
  probe: string;
}

export const PYTORCH: PeerPackage = {
  name: "PyTorch",
  probe: "import safetensors, torch; print(torch.__version__)",
};
export const UMAP_LEARN: PeerPackage = {
  name: "umap-learn",
  probe: "import sklearn, umap; print(umap.__version__)",
};

export interface Python {
  command: string;
  package: PeerPackage;
  version: string;
}

type Reply = Record<string, unknown>;

/** $PYTHON, or python3, when it has the package; null otherwise. */
export async function findPython(
  wanted: PeerPackage,
  command = process.env.PYTHON || "python3",
): Promise<Python | null> {
  const child = spawn(command, ["-c", wanted.probe], { stdio: ["ignore", "pipe", "ignore"] });
  let printed = "";
  child.stdout.on("data", (data: Buffer) => (printed += data.toString()));
  const code = await new Promise<number | null>((resolve) => {
    child.on("error", () => resolve(null));
    child.on("close", resolve);
  });
  return code === 0 ? { command, package: wanted, version: printed.trim() } : null;
}

export class Peer {
  private constructor(
    /** With its version. */
    readonly name: string,
    private readonly child: ChildProcess,
    private readonly lines: AsyncIterator<string>,
  ) {}

  /** Starts bench/peers/<script> on `job`, which is put into a file of the folder; ready when it has loaded everything. */
  static start(python: Python, script: string, job: object, folder: string): Promise<Peer> {
    const name = `${python.package.name} ${python.version}`;
    return this.open(name, [python.command, join(PROJECT_ROOT, "bench/peers", script)], job, folder);
  }

  /** Starts bench/own/<script> likewise, for what is measured of a whole process. */
  static startOwn(script: string, job: object, folder: string): Promise<Peer> {
    const run = [join(PROJECT_ROOT, "scripts/run.mjs"), `bench/own/${script}`];
    return this.open("Featurescope", [process.execPath, ...run], job, folder);
  }

  private static async open(
    name: string,
    [command = "", ...args]: readonly string[],
    job: object,
    folder: string,
  ): Promise<Peer> {
    const file = join(folder, `${basename(args.at(-1) ?? "")}.job.json`);
    await writeFile(file, JSON.stringify(job));
    const child = spawn(command, [...args, file], {
      cwd: PROJECT_ROOT,
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, ...oneThread(), PYTHONDONTWRITEBYTECODE: "1" },
    });
    const reader: Interface = createInterface({ input: child.stdout });
    const peer = new Peer(name, child, reader[Symbol.asyncIterator]());
    await peer.reply();
    return peer;
  }

  /** Runs one of the script's commands. */
  async ask(command: string): Promise<Reply> {
    this.child.stdin?.write(`${command}\n`);
    return this.reply();
  }

  async seconds(command = "run"): Promise<number> {
    return Number((await this.ask(command)).seconds);
  }

  async close(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const closed = once(this.child, "close");
    this.child.stdin?.end();
    await closed;
  }

  private async reply(): Promise<Reply> {
    const line = await this.lines.next();
    if (line.done === true) throw new Error("The script ended early; its message is above.");
    return JSON.parse(line.value) as Reply;
  }
}

/**
 * One compute thread. MKL before 2020.1, which the PyTorch wheels of its time carry, takes slow paths on processors that
 * are not Intel's unless it is told not to; later ones do not read the variable.
 */
function oneThread(): Record<string, string> {
  const amd = /\bAMD\b/.test(cpus()[0]?.model ?? "");
  return { OMP_NUM_THREADS: "1", MKL_NUM_THREADS: "1", ...(amd ? { MKL_DEBUG_CPU_TYPE: "5" } : {}) };
}
