import { Command } from "commander";
import { dataFolder } from "@/workers/files/data-folder";
import { writeBackup } from "../backup/write-backup";
import { openDatabase } from "../database";
import { ProgressBar } from "../progress";

export default new Command("backup")
  .description("Write everything that the database holds into a file, while the program goes on.")
  .argument("<file>", "file to write; it appears once it is complete")
  .action(async (file: string) => {
    const database = await openDatabase(dataFolder());
    try {
      const bar = new ProgressBar("Writing", (rows) => `${rows.toLocaleString("en")} rows`);
      const { tables, rows } = await writeBackup(database.url, file, (_, done) => bar.update(done, null));
      bar.finish(`${file}: ${rows.toLocaleString("en")} rows of ${tables} tables`);
    } finally {
      await database.release();
    }
  });
