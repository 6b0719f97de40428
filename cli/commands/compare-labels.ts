import { Command } from "commander";
import type { Pool } from "pg";
import { FeaturescopeError } from "@/domain/errors";
import { closeDatabase, getDatabase } from "@/prisma/client";
import { compareScores, type Difference, type LabelScores } from "@/workers/labels/compare-scores";
import { connectDatabase } from "../database";
import { saeByAddress } from "./sae";

export default new Command("compare-labels")
  .description(
    "Show whether an SAE's automatic labels hold better on held-out text than another's, such as its frozen-decoder double's.",
  )
  .argument("<sae>", "model and SAE, such as stories15m/3-res-2k")
  .argument("<other>", "the SAE that it is held against")
  .option("--json", "print one JSON document")
  .action(async (address: string, other: string, options: { json?: boolean }) => {
    const database = await connectDatabase();
    try {
      const { pool } = getDatabase();
      const [first, second] = [await readScores(pool, address), await readScores(pool, other)];
      const compared = compareScores(first, second);
      const features = [first.length, second.length];
      if (options.json) process.stdout.write(`${JSON.stringify({ features, ...compared })}\n`);
      else
        process.stdout.write(
          [
            `${address}: ${describe(first)}; ${other}: ${describe(second)}`,
            `clear labels: ${compared.clear.map(score).join(" and ")}, difference ${told(compared.clearDifference)}`,
            `all, unclear ones at 0.5: ${compared.all.map(score).join(" and ")}, difference ${told(compared.allDifference)}`,
            "",
          ].join("\n"),
        );
    } finally {
      await closeDatabase();
      await database.release();
    }
  });

/** Of the labels that the program shows. */
async function readScores(pool: Pool, address: string): Promise<LabelScores> {
  const { id } = await saeByAddress(address);
  const { rows } = await pool.query<{ score: number | null }>(
    `SELECT CASE WHEN method = 'unclear' THEN NULL ELSE score END AS score FROM label
     WHERE sae_id = $1 AND shown AND author_id IS NULL AND source IS NULL AND (method = 'unclear' OR score IS NOT NULL)
     ORDER BY feature`,
    [id],
  );
  if (rows.some((row) => row.score !== null)) return rows.map((row) => row.score);
  throw new FeaturescopeError(
    "NOT_FOUND",
    `${address} has no automatic labels with a score.`,
    "They are written when its collection is complete.",
  );
}

const describe = (scores: LabelScores): string =>
  `${scores.length} labels, ${scores.filter((one) => one === null).length} unclear`;
const score = (value: number): string => value.toFixed(3);
const told = ({ mean, low, high }: Difference): string =>
  `${mean.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
