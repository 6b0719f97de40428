import { Command } from "commander";
import { closeDatabase } from "@/prisma/client";
import { connectDatabase } from "../database";
import { exportNeuronpedia } from "../neuronpedia/export-source";
import { ProgressBar } from "../progress";
import { saeByAddress } from "./sae";

export default new Command("export-neuronpedia")
  .description("Write the dashboards and labels of an SAE in Neuronpedia's bulk layout.")
  .argument("<sae>", "model and SAE, such as stories15m/3-res-4k")
  .requiredOption("--out <folder>", "{model}/{source} is made inside")
  .action(async (address: string, { out }: { out: string }) => {
    const database = await connectDatabase();
    try {
      const found = await saeByAddress(address);
      const [model = "", sae = ""] = address.split("/");
      const bar = new ProgressBar(`Writing ${address}`, (features) => `${features} features`);
      const folder = await exportNeuronpedia({ model, sae }, found, out, (done) =>
        bar.update(done, found.dSae),
      );
      bar.finish(`${address}: ${found.dSae.toLocaleString("en")} features`);
      process.stdout.write(`${folder}\n`);
    } finally {
      await closeDatabase();
      await database.release();
    }
  });
