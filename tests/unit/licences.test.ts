import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { dependenciesPage, DEPENDENCIES_PAGE, isAllowed, readDependencies } from "@/scripts/licences";
import { PROJECT_ROOT } from "@/domain/project-root";

describe("dependencies", () => {
  it("all have a licence that is allowed", async () => {
    const dependencies = await readDependencies();
    expect(dependencies.map(({ name }) => name)).toEqual(expect.arrayContaining(["next", "zod", "vitest"]));
    expect(dependencies.filter(({ licence }) => !isAllowed(licence))).toEqual([]);
  });

  it("are told apart by expressions of licences", () => {
    for (const licence of ["MIT", "(MIT OR GPL-3.0-only)", "Apache-2.0 AND MIT"])
      expect(isAllowed(licence), licence).toBe(true);
    for (const licence of [null, "", "GPL-3.0-only", "MIT AND GPL-3.0-only", "toString", "SEE LICENSE IN x"])
      expect(isAllowed(licence), String(licence)).toBe(false);
  });

  it("are listed in docs/dependencies.md as the lock file has them (npm run licences)", async () => {
    expect(await readFile(DEPENDENCIES_PAGE, "utf8")).toBe(dependenciesPage(await readDependencies()));
  });

  it("have a bill of materials in CycloneDX form", async () => {
    const { stdout } = await promisify(execFile)("npm", ["run", "-s", "sbom"], {
      cwd: PROJECT_ROOT,
      maxBuffer: 1 << 26,
    });
    const bill = JSON.parse(stdout) as { bomFormat: string; components: { name: string; version: string }[] };
    expect(bill.bomFormat).toBe("CycloneDX");
    const listed = new Set(bill.components.map(({ name, version }) => `${name}@${version}`));
    const missing = (await readDependencies()).filter(
      ({ name, version }) => !listed.has(`${name}@${version}`),
    );
    expect(missing).toEqual([]);
  });
});
