import { Command } from "commander";
import { closeDatabase, getDatabase } from "@/prisma/client";
import { jsonObjects } from "@/workers/files/json-objects";
import { readTextFile } from "@/workers/files/read-text";
import { importLabels } from "@/workers/labels/import-labels";
import { requestClusterNames } from "@/workers/maps/request-maps";
import { requestEmbeddings } from "@/workers/search/request-embeddings";
import { connectDatabase } from "../database";
import { ProgressBar } from "../progress";
import { saeByAddress } from "./sae";

export default new Command("import-labels")
  .description("Bring labels from a Neuronpedia export of explanations. Run again, it adds what is missing.")
  .argument("<file>", "JSON array or one object a line, also gzipped (.gz)")
  .requiredOption("--sae <model/sae>", "SAE that the labels are of")
  .option("--layer <name>", "the SAE's name in the file, where it holds labels of several")
  .option("--json", "print one JSON document at the end")
  .action(async (file: string, options: { sae: string; layer?: string; json?: boolean }) => {
    const database = await connectDatabase();
    try {
      const sae = await saeByAddress(options.sae);
      const bar = new ProgressBar(`Reading ${file}`, (records) => `${records.toLocaleString("en")} records`);
      const imported = await importLabels(
        getDatabase().pool,
        { saeId: sae.id, dSae: sae.dSae, layer: options.layer },
        counted(jsonObjects(readTextFile(file), file), (records) => bar.update(records, null)),
      );
      await requestEmbeddings(getDatabase().pool);
      await requestClusterNames(getDatabase().pool, sae.id);
      const count = (n: number) => n.toLocaleString("en");
      bar.finish(
        `${options.sae}: ${count(imported.read)} labels read, ${count(imported.added)} new, ` +
          `${count(imported.shown)} features show one that showed none`,
      );
      if (options.json) process.stdout.write(`${JSON.stringify(imported)}\n`);
    } finally {
      await closeDatabase();
      await database.release();
    }
  });

const EVERY = 1_000;

async function* counted<T>(values: AsyncIterable<T>, tell: (count: number) => void): AsyncGenerator<T> {
  let count = 0;
  for await (const value of values) {
    if (++count % EVERY === 0) tell(count);
    yield value;
  }
  tell(count);
}
