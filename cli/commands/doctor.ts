import { statfs } from "node:fs/promises";
import { Command } from "commander";
import packageJson from "@/package.json";
import { chooseEngine } from "@/workers/engine/choose";
import { ENGINE_CHOICES, engineChoice } from "@/workers/engine/engine-choice";
import { dataFolder } from "@/workers/files/data-folder";
import { check, type Check } from "../doctor/check";
import { checkDatabase } from "../doctor/database";
import { checkLabelModel } from "../doctor/label-model";
import { checkModels } from "../doctor/models";
import { existingFolder } from "../start/checks";

interface Options {
  engine?: string;
  json?: boolean;
}

export default new Command("doctor")
  .description("Show what this installation runs on, and what is wrong with it. Starts and changes nothing.")
  .option(
    "--engine <name>",
    `the engine to look at: ${ENGINE_CHOICES.join(", ")}`,
    process.env.FEATURESCOPE_ENGINE,
  )
  .option("--json", "print one JSON document")
  .action(async ({ engine, json }: Options) => {
    const data = dataFolder();
    const checks = [
      await checkProgram(),
      await checkEngine(engine),
      await checkDatabase(data),
      await checkDisk(data),
      await checkLabelModel(),
      ...(await checkModels(data)),
    ];
    const ok = checks.every((found) => found.ok);
    process.stdout.write(json ? `${JSON.stringify({ ok, checks }, null, 2)}\n` : table(checks));
    if (!ok) process.exitCode = 1;
  });

const checkProgram = () =>
  check("program", () =>
    Promise.resolve({
      text: `Featurescope ${packageJson.version} on Node.js ${process.versions.node}`,
      details: { version: packageJson.version, node: process.versions.node },
    }),
  );

const checkEngine = (choice: string | undefined) =>
  check("engine", async () => {
    const { engine, reason, skipped } = await chooseEngine(engineChoice(choice), { threads: 1 });
    const { kind, description } = engine;
    await engine.dispose();
    const passedOver = skipped.length > 0 ? ` Passed over: ${skipped.join(" ")}` : "";
    return {
      text: `${description}: ${reason}${passedOver}`,
      details: { kind, description, reason, skipped },
    };
  });

const checkDisk = (folder: string) =>
  check("disk", async () => {
    const { bavail, bsize } = await statfs(await existingFolder(folder));
    const bytesFree = bavail * bsize;
    return {
      text: `${(bytesFree / 1024 ** 3).toFixed(1)} GiB free for ${folder}`,
      details: { folder, bytesFree },
    };
  });

function table(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  return checks
    .map(({ ok, name, text }) => `${ok ? "ok     " : "PROBLEM"}  ${name.padEnd(width)}  ${text}\n`)
    .join("");
}
