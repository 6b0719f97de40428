import { Command } from "commander";
import { dataFolder } from "@/workers/files/data-folder";
import { restoreBackup } from "../backup/restore-backup";
import { openDatabase } from "../database";
import { ProgressBar } from "../progress";

export default new Command("restore")
  .description(
    "Put a backup in the place of what the database holds now. Backups of earlier versions are brought up to date.",
  )
  .argument("<file>", "what featurescope backup has written")
  .requiredOption("--replace", "yes: what is there now goes")
  .action(async (file: string) => {
    const database = await openDatabase(dataFolder());
    try {
      const bar = new ProgressBar("Reading", (rows) => `${rows.toLocaleString("en")} rows`);
      const { head, tables, rows } = await restoreBackup(database.url, file, (_, done) =>
        bar.update(done, null),
      );
      bar.finish(
        `${rows.toLocaleString("en")} rows of ${tables} tables, as they were on ${head.createdAt}, are in place and checked`,
      );
    } finally {
      await database.release();
    }
  });
