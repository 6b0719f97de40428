import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, loadavg, platform, release, totalmem } from "node:os";
import { PROJECT_ROOT } from "@/domain/project-root";

/** On what the figures were taken. */
export interface Machine {
  cpu: string;
  cores: number;
  /** Vector instructions that matrix kernels choose by. */
  vectors: string[];
  memoryGiB: number;
  system: string;
  /** Mean number of runnable processes over the last minute; far above 0 before we start, figures are too low. */
  loadBefore: number;
  versions: Record<string, string>;
  commit: string | null;
}

const VECTORS = ["avx2", "fma", "avx512f", "avx512_vnni", "amx_tile", "asimd", "sve"];

export function describeMachine(torch: string | null): Machine {
  const found = cpus();
  return {
    cpu: found[0]?.model.trim() ?? "unknown",
    cores: found.length,
    vectors: vectorFlags(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()}`,
    loadBefore: loadavg()[0] ?? 0,
    versions: {
      node: process.versions.node,
      "onnxruntime-node": packageVersion("onnxruntime-node"),
      next: packageVersion("next"),
      torch: torch ?? "none",
    },
    commit: headCommit(),
  };
}

/** Linux tells; elsewhere nothing is claimed. */
function vectorFlags(): string[] {
  try {
    const flags = /^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1] ?? "";
    const known = new Set(flags.trim().split(/\s+/));
    return VECTORS.filter((flag) => known.has(flag));
  } catch {
    return [];
  }
}

function packageVersion(name: string): string {
  const manifest = createRequire(import.meta.url)(`${name}/package.json`) as { version: string };
  return manifest.version;
}

function headCommit(): string | null {
  try {
    const git = (...args: string[]) =>
      execFileSync("git", args, { cwd: PROJECT_ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    return git("rev-parse", "--short", "HEAD").trim();
  } catch {
    return null;
  }
}
