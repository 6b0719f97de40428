import { basename, resolve } from "node:path";
import { Command } from "commander";
import { languageModelConfig } from "@/domain/models";
import { saeUrl } from "@/domain/urls";
import { closeDatabase, getDatabase } from "@/prisma/client";
import { importDashboards } from "@/workers/import/neuronpedia/import-dashboards";
import { rawRecords } from "@/workers/import/neuronpedia/records";
import { importLabels } from "@/workers/labels/import-labels";
import { requestEmbeddings } from "@/workers/search/request-embeddings";
import { connectDatabase } from "../database";
import { saeByAddress } from "./sae";

export default new Command("import-neuronpedia")
  .description("Bring dashboards and explanations of one source in Neuronpedia's bulk layout.")
  .argument("<folder>", "{model}/{source}, with features/, activations/ and explanations/ inside")
  .requiredOption("--sae <model/sae>", "the SAE here that they are of; `add` registers one")
  .option("--replace", "show them in the place of what was computed here")
  .action(async (folder: string, options: { sae: string; replace?: boolean }) => {
    const database = await connectDatabase();
    try {
      const { pool } = getDatabase();
      const sae = await saeByAddress(options.sae);
      const [modelId = "", slug = ""] = options.sae.split("/");
      const { rows } = await pool.query<{ config: unknown; pieces: string[] }>(
        "SELECT m.config, v.pieces FROM language_model m JOIN vocabulary v ON v.model_id = m.id WHERE m.id = $1",
        [modelId],
      );
      const { bos } = languageModelConfig.parse(rows[0]?.config);
      const source = resolve(folder);
      const imported = await importDashboards(
        pool,
        source,
        { saeId: sae.id, dSae: sae.dSae, modelId, bos, pieces: rows[0]?.pieces ?? [] },
        { replace: options.replace ?? false, title: basename(source) },
      );
      const count = (n: number) => n.toLocaleString("en");
      process.stderr.write(
        `${options.sae}: ${count(imported.features)} features, ${count(imported.examples)} examples in ` +
          `${count(imported.passages)} passages.\n`,
      );
      const explained = await rawRecords(source, "explanations").next();
      if (explained.done !== true) {
        const labels = await importLabels(
          pool,
          { saeId: sae.id, dSae: sae.dSae },
          rawRecords(source, "explanations"),
        );
        await requestEmbeddings(pool);
        process.stderr.write(`${count(labels.read)} explanations read, ${count(labels.added)} new.\n`);
      }
      process.stdout.write(`${saeUrl({ model: modelId, sae: slug })}\n`);
    } finally {
      await closeDatabase();
      await database.release();
    }
  });
