import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { until } from "@/tests/support/program";
import { temporaryFolder, type TemporaryFolder } from "@/tests/support/temporary-folder";
import { Children } from "./children";
import { reloadWorkers } from "./reload-workers";

let folder: TemporaryFolder;
let children: Children;
let stop: () => void = () => undefined;
afterEach(async () => {
  stop();
  await children.stopAll();
  await folder.remove();
});

it("starts workers again when one of their sources changes, and nothing else", async () => {
  folder = await temporaryFolder("reload");
  for (const name of ["domain", "prisma/generated", "telemetry", "workers/labels"])
    await mkdir(join(folder.path, name), { recursive: true });
  const said: string[] = [];
  children = new Children(folder.path, (line) => said.push(line));
  const note = (name: string) =>
    `require("fs").appendFileSync(${JSON.stringify(join(folder.path, name))}, "x"); setInterval(() => {}, 1e6)`;
  for (const name of ["worker-1", "web"])
    children.start({ name, args: ["-e", note(name)], env: process.env, cwd: folder.path });
  const starts = async (name: string) =>
    (await readFile(join(folder.path, name), "utf8").catch(() => "")).length;
  await until("both run", async () => (await starts("worker-1")) + (await starts("web")) === 2);
  stop = reloadWorkers(folder.path, children, (line) => said.push(line));

  // neither a test nor what is generated is part of a worker
  await writeFile(join(folder.path, "workers/labels/choose.test.ts"), "");
  await writeFile(join(folder.path, "prisma/generated/client.ts"), "");
  await writeFile(join(folder.path, "workers/labels/choose.ts"), "");
  await until("the worker runs again", async () => (await starts("worker-1")) === 2);
  expect(await starts("web")).toBe(1);
  expect(said).toEqual(["workers/labels/choose.ts has changed: the workers are started again."]);
});
