import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PROJECT_ROOT } from "@/domain/project-root";

test("every file that the architecture's index names is there, each for one thing", async () => {
  const text = await readFile(join(PROJECT_ROOT, "docs/architecture.md"), "utf8");
  const [, index = ""] = text.split("## Where is ...");
  const files = Array.from(index.matchAll(/^\| .+ \| `(.+)` *\|$/gm), ([, file = ""]) => file);
  expect(files.length).toBeGreaterThanOrEqual(40);
  expect(new Set(files).size).toBe(files.length);
  expect(files.filter((file) => !existsSync(join(PROJECT_ROOT, file)))).toEqual([]);
});
