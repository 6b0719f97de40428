import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "@/tests/support/temporary-folder";
import { LogFile } from "./log-file";

test("goes on where it was, and keeps two files of limited length", async () => {
  const folder = await temporaryFolder("log");
  const path = join(folder.path, "web.log");
  await writeFile(path, "before\n");
  const file = new LogFile(path, 20);
  for (const line of ["first", "second line", "third", "fourth"]) file.write(line);
  await file.end();
  expect(await readFile(`${path}.1`, "utf8")).toBe("before\nfirst\nsecond line\n");
  expect(await readFile(path, "utf8")).toBe("third\nfourth\n");
  await folder.remove();
});
