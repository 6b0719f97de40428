import { SAFETY_FAMILIES } from "@/domain/safety-families";
import { copyRows } from "@/prisma/copy";
import { inTransaction } from "@/prisma/transaction";
import { loadTarget } from "../dashboards/collection-target";
import type { TaskHandler } from "../queue/task-context";
import { probeFamily, type ProbedFeature } from "../safety/probe";
import { readProbedFeatures } from "../safety/read-features";
import { RULE } from "../safety/request-probes";

/** Features read in one statement. */
const CHUNK = 512;

/** Lists the features of every family from what is stored of a collection; the lists of before are replaced whole. */
const probeSafety: TaskHandler<"probe-safety"> = async ({ collectionId }, { pool, signal, report }) => {
  const target = await loadTarget(pool, collectionId);
  const vocabulary = await pool.query<{ pieces: string[] }>(
    "SELECT v.pieces FROM vocabulary v JOIN sae s ON s.model_id = v.model_id WHERE s.id = $1",
    [target.saeId],
  );
  const total = target.dSae + 1;
  const features: ProbedFeature[] = [];
  for (let first = 0; first < target.dSae; first += CHUNK) {
    signal.throwIfAborted();
    const end = Math.min(target.dSae, first + CHUNK);
    const pieces = vocabulary.rows[0]?.pieces ?? [];
    features.push(...(await readProbedFeatures(pool, target, pieces, first, end)));
    report(end, total, "Looking through features");
  }
  for (const family of SAFETY_FAMILIES) {
    signal.throwIfAborted();
    const { listed, counts } = probeFamily(family, features);
    await inTransaction(pool, async (client) => {
      await client.query(
        `INSERT INTO safety_probe (sae_id, family, collection_id, rule, counts) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (sae_id, family) DO UPDATE SET collection_id = $3, rule = $4, counts = $5, at = now()`,
        [target.saeId, family.slug, collectionId, RULE, JSON.stringify(counts)],
      );
      await client.query("DELETE FROM safety_listing WHERE sae_id = $1 AND family = $2", [
        target.saeId,
        family.slug,
      ]);
      await copyRows(
        client,
        "safety_listing",
        [
          ["sae_id", "int4"],
          ["family", "text"],
          ["feature", "int4"],
          ["score", "float8"],
          ["evidence", "jsonb"],
        ],
        listed.map(
          ({ feature, score, evidence }) => [target.saeId, family.slug, feature, score, evidence] as const,
        ),
      );
    });
  }
  report(total, total);
};

export default probeSafety;
