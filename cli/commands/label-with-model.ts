import { Command } from "commander";
import { FeaturescopeError } from "@/domain/errors";
import { closeDatabase, getDatabase } from "@/prisma/client";
import { createJob } from "@/prisma/jobs";
import { labelEndpoint } from "@/workers/labels/llm/endpoint";
import { LABEL_TURN } from "@/workers/queue/turns";
import { connectDatabase } from "../database";
import { shownCollection } from "../shown-collection";
import { watchJob } from "../watch-job";
import { wholeNumber } from "./arguments";
import { saeByAddress } from "./sae";

interface Options {
  features: number;
  only?: string;
  wait: boolean;
}

export default new Command("label-with-model")
  .description(
    "Have a language model behind an OpenAI-compatible address (OPENAI_BASE_URL, OPENAI_API_KEY, OPENAI_MODEL) label " +
      "features, and score what it wrote on held-out windows as labels by rule are. About a dozen calls a feature. " +
      "Stopping the watching stops nothing.",
  )
  .argument("<sae>", "model and SAE, such as stories15m/3-res-4k")
  .option("--features <n>", "how many, those first whose label is worst", wholeNumber(1), 100)
  .option("--only <indices>", "these features alone, such as 3,17,512")
  .option("--no-wait", "return at once")
  .action(async (address: string, options: Options) => {
    const endpoint = labelEndpoint();
    if (!endpoint)
      throw new FeaturescopeError(
        "BAD_INPUT",
        "No language model is set to write labels with.",
        "Set OPENAI_BASE_URL and OPENAI_MODEL, here and where the workers start.",
      );
    const database = await connectDatabase();
    try {
      const sae = await saeByAddress(address);
      const collectionId = await shownCollection(sae.id, address);
      const features =
        options.only === undefined
          ? await worstLabelled(sae.id, collectionId, endpoint.model, options.features)
          : readIndices(options.only, sae.dSae);
      if (features.length === 0) {
        process.stderr.write(`${endpoint.model} has labelled every feature of ${address}.\n`);
        return;
      }
      const id = await createJob("label-with-model", { collectionId, features }, { priority: LABEL_TURN });
      if (options.wait) await watchJob(id, `${endpoint.model} labels ${address}`, "features");
    } finally {
      await closeDatabase();
      await database.release();
    }
  });

/** Features that fire and that this model has not labelled, those without a label first, then by score. */
async function worstLabelled(
  saeId: number,
  collectionId: number,
  model: string,
  count: number,
): Promise<number[]> {
  const { rows } = await getDatabase().pool.query<{ index: number }>(
    `SELECT f.index FROM feature f LEFT JOIN label l ON l.sae_id = $1 AND l.feature = f.index AND l.shown
     WHERE f.collection_id = $2 AND f.active_tokens > 0 AND NOT EXISTS (
       SELECT 1 FROM label m WHERE m.sae_id = $1 AND m.feature = f.index AND m.method = 'llm' AND m.source = $3)
     ORDER BY l.score NULLS FIRST, f.index LIMIT $4`,
    [saeId, collectionId, model, count],
  );
  return rows.map(({ index }) => index);
}

function readIndices(text: string, dSae: number): number[] {
  const indices = text.split(",").map((part) => (/^\s*\d{1,9}\s*$/.test(part) ? Number(part) : -1));
  if (indices.every((index) => index >= 0 && index < dSae)) return [...new Set(indices)];
  throw new FeaturescopeError(
    "BAD_INPUT",
    `--only ${text.slice(0, 60)} is no list of features.`,
    `Give numbers from 0 to ${dSae - 1} with commas between them.`,
  );
}
