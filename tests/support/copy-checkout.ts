import { spawnSync } from "node:child_process";
import { cp, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { PROJECT_ROOT } from "@/domain/project-root";

const LEFT_OUT = /^(node_modules|\.git|\.featurescope|screenshots|test-results|\.next\/cache)(\/|$)/;

/** Copies the checkout with its build; the packages are linked where the disk allows it, for they are large. */
export async function copyCheckout(target: string): Promise<void> {
  await cp(PROJECT_ROOT, target, {
    recursive: true,
    filter: (source) => !LEFT_OUT.test(relative(PROJECT_ROOT, source)),
  });
  const packages = [join(PROJECT_ROOT, "node_modules"), join(target, "node_modules")];
  if (spawnSync("cp", ["-al", ...packages]).status === 0) return;
  await rm(join(target, "node_modules"), { recursive: true, force: true });
  const { status, stderr } = spawnSync("cp", ["-a", ...packages], { encoding: "utf8" });
  if (status !== 0) throw new Error(`The packages could not be copied: ${stderr}`);
}
