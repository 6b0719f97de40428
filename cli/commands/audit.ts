import { Command } from "commander";
import { FeaturescopeError } from "@/domain/errors";
import type { BenchmarkAudit } from "@/domain/steering-audit";
import { benchmarkResult } from "@/domain/steering-benchmark";
import { closeDatabase, getDatabase } from "@/prisma/client";
import { closeCompute, getCompute } from "@/workers/compute/shared";
import { readJsonFile } from "@/workers/files/json-file";
import { auditBenchmark } from "@/workers/steering/benchmark/audit";
import { storeAudit } from "@/workers/steering/benchmark/store-benchmark";
import { connectDatabase } from "../database";
import { ProgressBar } from "../progress";
import { numberWithin, wholeNumber } from "./arguments";

export default new Command("audit")
  .description(
    "Write a random share of a steering benchmark's texts again and compare them, token by token. Ends with 1 where any differs.",
  )
  .argument("<file>", "result of evaluate-steering")
  .option("--share <share>", "share of the cells", numberWithin(0, 1), 0.01)
  .option("--seed <n>", "seed of the draw", wholeNumber(0), 1)
  .option("--json", "print one JSON document")
  .action(async (file: string, { share, seed, json }: { share: number; seed: number; json?: boolean }) => {
    if (share === 0)
      throw new FeaturescopeError("BAD_INPUT", "A share of 0 audits nothing.", "Give more than 0.");
    const result = await readJsonFile(file, benchmarkResult);
    const database = await connectDatabase();
    try {
      const { pool } = getDatabase();
      const bar = new ProgressBar(`Auditing ${file}`, (n) => `${n} features`);
      const progress = (done: number, total: number) => bar.update(done, total);
      const audit = await auditBenchmark(pool, getCompute(), result, { share, seed, progress });
      await storeAudit(pool, audit);
      bar.finish(`${audit.agreed} of ${audit.cells} cells agree.`);
      process.stdout.write(json ? `${JSON.stringify(audit)}\n` : lines(audit));
      if (audit.mismatches.length > 0) process.exitCode = 1;
    } finally {
      await closeCompute();
      await closeDatabase();
      await database.release();
    }
  });

const lines = ({ cells, agreed, mismatches }: BenchmarkAudit): string =>
  [
    `${agreed} of ${cells} cells agree.`,
    ...mismatches.map(
      ({ feature, arm, dose, prompt, what, expected, found }) =>
        `feature ${feature}, ${arm}, dose ${dose}, prompt ${prompt}: ${what} is said to be ${JSON.stringify(expected)} and is ${JSON.stringify(found)}`,
    ),
    "",
  ].join("\n");
