/** Which names no model can have follows from the pages and files that there are. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { RESERVED_MODEL_IDS } from "@/domain/names";
import { PROJECT_ROOT } from "@/workers/files/data-folder";

const APP = join(PROJECT_ROOT, "app");
/** Next makes addresses of them by their names. */
const METADATA = /^(robots|sitemap|manifest)\.ts$|\.(ico|svg|png)$/;

const serves = (folder: string): boolean =>
  ["page.tsx", "route.ts", "route.tsx"].some((file) => existsSync(join(folder, file))) ||
  readdirSync(folder, { withFileTypes: true }).some(
    (entry) => entry.isDirectory() && serves(join(folder, entry.name)),
  );

test("every first segment of an address is refused as a model's name, and nothing else", () => {
  const entries = readdirSync(APP, { withFileTypes: true });
  const pages = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("[") && serves(join(APP, entry.name)))
    .map(({ name }) => name);
  const files = entries
    .filter((entry) => entry.isFile() && METADATA.test(entry.name))
    .map(({ name }) => name.replace(/\.ts$/, ".txt"));
  const open = readdirSync(join(PROJECT_ROOT, "public"));
  expect([...RESERVED_MODEL_IDS].sort()).toEqual([...pages, ...files, ...open].sort());
});
