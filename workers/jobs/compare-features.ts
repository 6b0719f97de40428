import type { Pool } from "pg";
import { DISTANCES, type DistanceWeights } from "@/domain/distances";
import { getCompute } from "../compute/shared";
import { readContextWindows, type ContextWindows } from "../contexts/context-windows";
import { meaningTexts } from "../contexts/meaning-texts";
import { loadTarget, type CollectionTarget } from "../dashboards/collection-target";
import { readLexer } from "../labels/read-lexer";
import type { Largest } from "../maps/largest";
import { meaningDirections } from "../maps/meaning-directions";
import type { Directions } from "../maps/nearest-directions";
import { listDistances, noteDirectionCoherence, writeDistance } from "../maps/neighbour-tables";
import { requestMap } from "../maps/request-maps";
import type { Embedder } from "../search/embedder";
import { getEmbedderOrNone } from "../search/shared";
import type { TaskHandler } from "../queue/task-context";

/** Features of one call to the compute thread, after which progress is told. */
const FEATURES_PER_CALL = 1024;
const NO_WEIGHTS: DistanceWeights = { contexts: 1, together: 0, direction: 0, effect: 0 };

const compareFeatures: TaskHandler<"compare-features"> = async ({ jobId, collectionId }, context) => {
  const { pool, signal, report, remark } = context;
  const target = await loadTarget(pool, collectionId);
  const source = { saeId: target.saeId, sha256: target.sae.sha256, collectionId };
  const there = await listDistances(pool, source);
  const wanted = DISTANCES.filter((distance) => !there.has(distance));
  const { embedder, missing: noWords } = wanted.includes("meaning") ? await getEmbedderOrNone() : {};
  if (noWords) await remark(`Features have no neighbours by meaning: ${noWords}`);
  const missing = wanted.filter((distance) => distance !== "meaning" || embedder);
  const total = missing.length * target.dSae + 1;
  if (missing.length > 0 && target.dSae > 1) {
    const compute = getCompute();
    report(0, total, "Reading examples");
    const windows = await readContextWindows(pool, target, signal);
    const together = await readTogether(pool, target);
    const meanings = embedder ? await readMeanings(pool, target.saeId, windows, embedder, signal) : null;
    await compute.openDistances({ key: jobId, sae: target.sae, windows, together, meanings }, signal);
    let done = 0;
    for (const distance of missing) {
      const weights =
        distance === "combined" ? await compute.chooseDistanceWeights({ key: jobId }, signal) : NO_WEIGHTS;
      const found: Largest[] = [];
      // the neighbours by direction have a task of their own: they need no text
      for (let first = 0; first < target.dSae && distance !== "direction"; first += FEATURES_PER_CALL) {
        const end = Math.min(first + FEATURES_PER_CALL, target.dSae);
        const request = { key: jobId, distance, weights, first, end };
        for (const list of await compute.nearestByDistance(request, signal)) found.push(list);
        report(done + end, total, "Comparing features");
      }
      const coherence = await compute.measureDistance({ key: jobId, distance, weights }, signal);
      if (distance === "direction") await noteDirectionCoherence(pool, source, coherence);
      else {
        const facts = { weights: distance === "combined" ? weights : null, coherence };
        await writeDistance(pool, source, distance, found, facts);
      }
      done += target.dSae;
      report(done, total, "Comparing features");
    }
    await compute.closeDistances({ key: jobId }, signal);
  }
  await requestMap(pool, target.saeId);
  report(total, total);
};

export default compareFeatures;

/** What features fire on, by the embedding model. */
async function readMeanings(
  pool: Pool,
  saeId: number,
  windows: ContextWindows,
  embedder: Embedder,
  signal: AbortSignal,
): Promise<Directions> {
  const texts = meaningTexts(windows, await readLexer(pool, saeId));
  return meaningDirections(texts, (different) => embedder.embed(different, signal));
}

/** Which features fire with each, as cosines; over even passages alone where these were counted. */
async function readTogether(
  pool: Pool,
  { id, dSae }: CollectionTarget,
): Promise<{ all: Largest[]; even: Largest[] | null }> {
  const { rows } = await pool.query<{
    feature: number;
    ids: number[];
    cosines: number[];
    even_ids: number[] | null;
    even_cosines: number[] | null;
  }>(
    `SELECT co.feature, co.ids, co.even_ids, co.even_cosines, ARRAY(
       SELECT u.count / sqrt(co.active::float8 * other.active)
       FROM unnest(co.ids, co.counts) WITH ORDINALITY AS u(id, count, rank)
       JOIN coactivation other ON other.collection_id = co.collection_id AND other.feature = u.id
       ORDER BY u.rank) AS cosines
     FROM coactivation co WHERE co.collection_id = $1`,
    [id],
  );
  const nothing = (): Largest => ({ ids: new Int32Array(), cosines: new Float32Array() });
  const all = Array.from({ length: dSae }, nothing);
  const even = rows.every((row) => row.even_ids !== null) ? Array.from({ length: dSae }, nothing) : null;
  for (const { feature, ids, cosines, even_ids, even_cosines } of rows) {
    all[feature] = { ids: Int32Array.from(ids), cosines: Float32Array.from(cosines) };
    if (even)
      even[feature] = {
        ids: Int32Array.from(even_ids ?? []),
        cosines: Float32Array.from(even_cosines ?? []),
      };
  }
  return { all, even };
}
