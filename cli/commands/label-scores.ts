import { Command } from "commander";
import { closeDatabase, getDatabase } from "@/prisma/client";
import { closeCompute, getCompute } from "@/workers/compute/shared";
import { loadTarget } from "@/workers/dashboards/collection-target";
import { openTopics } from "@/workers/labels/name-topic";
import { measureLabels, type LabelFigures } from "@/workers/labels/measure";
import { connectDatabase } from "../database";
import { ProgressBar } from "../progress";
import { shownCollection } from "../shown-collection";
import { saeByAddress } from "./sae";

export default new Command("label-scores")
  .description(
    "Label every feature of an SAE without writing anything, and show the mean held-out scores of each method beside " +
      "those of the same labels on other features.",
  )
  .argument("<sae>", "model and SAE, such as stories15m/3-res-4k")
  .option("--json", "print one JSON document")
  .action(async (address: string, options: { json?: boolean }) => {
    const database = await connectDatabase();
    try {
      const { pool } = getDatabase();
      const target = await loadTarget(pool, await shownCollection((await saeByAddress(address)).id, address));
      const bar = new ProgressBar(`Labelling ${address}`, (blocks) => `${blocks} blocks of features`);
      const nameTopic = await openTopics().catch((error: unknown) => {
        process.stderr.write(
          `Labels do without names of topics: ${error instanceof Error ? error.message : String(error)}\n`,
        );
        return undefined;
      });
      const progress = (done: number, total: number) => bar.update(done, total);
      const figures = await measureLabels(pool, getCompute(), target, progress, nameTopic);
      bar.finish(
        `${address}: ${figures.labelled} of ${figures.live} live features have enough examples, ${figures.unclear} are unclear`,
      );
      process.stdout.write(options.json ? `${JSON.stringify(figures)}\n` : table(figures));
    } finally {
      await closeCompute();
      await closeDatabase();
      await database.release();
    }
  });

function table({ methods }: LabelFigures): string {
  const line = (cells: readonly string[]) =>
    cells
      .map((cell) => cell.padEnd(13))
      .join("")
      .trimEnd();
  const rows = Object.entries(methods).map(([method, means]) => [
    ...[method, String(means.labels)],
    ...[means.score, means.detection, means.fuzzing, means.shuffled].map((n) => n.toFixed(3)),
  ]);
  const head = ["method", "labels", "score", "detection", "fuzzing", "shuffled"];
  return [head, ...rows].map((cells) => `${line(cells)}\n`).join("");
}
