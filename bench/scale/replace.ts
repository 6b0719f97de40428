import type pg from "pg";
import { inTransaction } from "@/prisma/transaction";
import { dropCollections } from "@/workers/dashboards/drop-collections";
import { featureUrl, saeUrl } from "@/domain/urls";
import { MODEL } from "../../tests/support/fixture-dashboards";
import { timed } from "../rounds";
import { writeFeatures, type ScaleSae } from "./fill";

/** Milliseconds that readers waited while an SAE's dashboards were deleted and written again, and while nothing was. */
export interface ReadersBeside {
  idle: number[];
  beside: number[];
  /** Answers that were no page and no word that there is none. */
  failed: number;
  seconds: number;
}

/**
 * Deletes the dashboards of an SAE and writes them anew, each in one transaction as imports do, while a reader goes on
 * through its table and its features, and those of another SAE.
 */
export async function replaceBesideReaders(
  url: string,
  pool: pg.Pool,
  sae: ScaleSae,
  other: ScaleSae,
  pages: number,
): Promise<ReadersBeside> {
  const of = ({ slug }: ScaleSae) => ({ model: MODEL, sae: slug });
  const paths = (n: number) => [
    saeUrl(of(sae)),
    featureUrl({ ...of(sae), index: n % sae.features }),
    featureUrl({ ...of(other), index: n % other.features }),
    saeUrl(of(other)),
  ];
  let failed = 0;
  let n = 0;
  const read = async (times: number[], goesOn: () => boolean) => {
    for (; goesOn(); n++) {
      const from = performance.now();
      const answer = await fetch(url + (paths(n)[n % 4] ?? "/"), { headers: { cookie: "any=1" } });
      await answer.arrayBuffer();
      times.push(performance.now() - from);
      if (answer.status !== 200 && answer.status !== 404) failed++;
    }
  };
  const idle: number[] = [];
  await read([], () => n < 8);
  await read(idle, () => idle.length < pages);
  const beside: number[] = [];
  let replacing = true;
  const seconds = timed(async () => {
    await inTransaction(pool, (client) => dropCollections(client, [sae.collectionId]));
    await inTransaction(pool, async (client) => {
      const { rows } = await client.query<{ id: number }>(
        `INSERT INTO collection (sae_id, corpus_id, settings, settings_hash, state, shards_total, shards_done,
           shards_merged, tokens_total, tokens_done, features_active, quality, engine, started_at, finished_at)
         SELECT $1, corpus_id, settings, settings_hash, state, shards_total, shards_done, shards_merged, tokens_total,
           tokens_done, features_active, quality, engine, started_at, finished_at FROM collection WHERE id = $2
         RETURNING id`,
        [sae.id, other.collectionId],
      );
      await client.query("UPDATE sae SET current_collection_id = $2 WHERE id = $1", [sae.id, rows[0]?.id]);
      await writeFeatures(client, [sae.id, sae.id]);
    });
  }).finally(() => (replacing = false));
  await read(beside, () => replacing);
  return { idle, beside, failed, seconds: await seconds };
}
