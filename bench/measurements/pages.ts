import type pg from "pg";
import { saeUrl, featureUrl } from "@/domain/urls";
import { readPages, type LoadOptions } from "../load";
import { percentile, spread, type Benchmark, type Measurement } from "../measurement";

const MODEL = "stories15m";
const SAE = { model: MODEL, sae: "3-res-4k" };
const WIDE = { model: MODEL, sae: "bench-64k", features: 65_536 };
const LIMIT_MS = 50;
const CROWD_LIMIT_MS = 300;
/** Pages that everybody reads, and how many of them a second the cache is to send. */
const POPULAR = 200;
const KEPT_PER_SECOND = 1000;

/** Orders, filters and places in the table, none of which the program could have answered before. */
const BROWSED = [
  "",
  "?sort=density&order=desc",
  "?sort=max&order=desc",
  "?sort=density&order=asc&minPercent=0.01",
  "?minMax=3&maxPercent=1",
];

const pages: Benchmark = {
  name: "pages",
  async run(context) {
    const { url, pool, idle } = await context.program();
    await idle();
    const features = await countFeatures(pool);
    await addWideSae(pool);
    const pagesEach = context.quick ? 5 : 30;
    // 997 and 131 are coprime to the number of features: no page is read twice
    const feature = (reader: number, page: number) =>
      featureUrl({ ...SAE, index: (reader * 997 + page * 131) % features });
    const browse = (reader: number, page: number) =>
      saeUrl(WIDE) + (BROWSED[(reader + page) % BROWSED.length] ?? "");
    // long enough that both processes have compiled what a page takes
    const warm = { readers: 8, pagesEach: context.quick ? 5 : 50, pauseMs: 0, drawn: true };
    await readPages(url, feature, warm);
    await readPages(url, browse, warm);
    const measure = async (
      what: string,
      path: (reader: number, page: number) => string,
      load: LoadOptions,
      limit: number | null,
    ): Promise<Measurement> => {
      const { times, perSecond } = await readPages(url, path, load);
      return {
        what,
        unit: "ms",
        value: spread([percentile(times, 0.95)]),
        ...(limit === null ? {} : { limit: { kind: "at most", value: limit } }),
        note: `median ${percentile(times, 0.5).toFixed(1)} ms, 99 % ${percentile(times, 0.99).toFixed(1)} ms; ${times.length} pages, ${perSecond.toFixed(0)} a second; request to last byte, the reading program on the same machine`,
      };
    };
    const keptPages = async (): Promise<Measurement> => {
      await readPages(url, popular, { readers: 4, pagesEach: POPULAR, pauseMs: 0 });
      const load = { readers: 20, pagesEach: context.quick ? 50 : 500, pauseMs: 0 };
      const { times, perSecond } = await readPages(url, popular, load);
      return {
        what: "feature pages that were read before: 20 readers without a pause",
        unit: "pages/s",
        value: spread([perSecond]),
        limit: { kind: "at least", value: KEPT_PER_SECOND },
        note: `95 % in ${percentile(times, 0.95).toFixed(1)} ms; ${times.length} pages, ${POPULAR} different ones; the reading program on the same machine`,
      };
    };
    const popular = (reader: number, page: number) =>
      featureUrl({ ...SAE, index: (reader * 37 + page) % POPULAR });
    return [
      await measure(
        "feature page of a visitor, 95 % of requests: 200 readers, each a page every five seconds",
        feature,
        { readers: 200, pagesEach: Math.ceil(pagesEach / 6), pauseMs: 5000 },
        CROWD_LIMIT_MS,
      ),
      await keptPages(),
      await measure(
        "feature page drawn for its reader, 95 % of requests: 20 readers, each a page every five seconds",
        feature,
        { readers: 20, pagesEach: Math.ceil(pagesEach / 3), pauseMs: 5000, drawn: true },
        LIMIT_MS,
      ),
      await measure(
        "feature page drawn for its reader, 95 % of requests: 20 readers, each a page a second",
        feature,
        { readers: 20, pagesEach, pauseMs: 1000, drawn: true },
        LIMIT_MS,
      ),
      await measure(
        "feature page drawn for its reader, 95 % of requests: one reader without a pause",
        feature,
        { readers: 1, pagesEach: 5 * pagesEach, pauseMs: 0, drawn: true },
        LIMIT_MS,
      ),
      await measure(
        "feature page drawn for its reader, 95 % of requests: 20 readers without a pause (as many as the server can serve)",
        feature,
        { readers: 20, pagesEach, pauseMs: 0, drawn: true },
        null,
      ),
      await measure(
        `table of ${WIDE.features.toLocaleString("en")} features, 95 % of requests: one reader, five orders and filters`,
        browse,
        { readers: 1, pagesEach: 4 * pagesEach, pauseMs: 0, drawn: true },
        LIMIT_MS,
      ),
    ];
  },
};

export default pages;

async function countFeatures(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ d_sae: number }>(
    "SELECT d_sae FROM sae WHERE model_id = $1 AND slug = $2",
    [SAE.model, SAE.sae],
  );
  return rows[0]?.d_sae ?? 0;
}

/** An SAE of 65,536 features whose dashboards repeat those of a collected one with other densities and maxima. */
async function addWideSae(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ id: number; old: number; d_sae: number }>(
    `WITH old AS (SELECT * FROM sae WHERE model_id = $1 AND slug = $2),
     new AS (
       INSERT INTO sae (model_id, slug, hook_name, architecture, d_in, d_sae, source, weights_sha256)
       SELECT model_id, $3, hook_name, architecture, d_in, $4, source, weights_sha256 FROM old RETURNING id
     ),
     run AS (
       INSERT INTO collection (sae_id, corpus_id, settings, settings_hash, state, tokens_total, tokens_done,
         features_active, engine, started_at, finished_at)
       SELECT new.id, c.corpus_id, c.settings, c.settings_hash, 'done', c.tokens_total, c.tokens_done, $4,
         c.engine, c.started_at, c.finished_at
       FROM new, old JOIN collection c ON c.id = old.current_collection_id RETURNING id
     )
     SELECT run.id, old.current_collection_id AS old, old.d_sae FROM run, old`,
    [SAE.model, SAE.sae, WIDE.sae, WIDE.features],
  );
  const [made] = rows;
  if (!made) throw new Error(`${SAE.sae} has no collection.`);
  await pool.query(
    "UPDATE sae SET current_collection_id = $1 FROM collection c WHERE c.id = $1 AND sae.id = c.sae_id",
    [made.id],
  );
  const range = [made.id, made.old, made.d_sae, WIDE.features];
  await pool.query(
    `INSERT INTO feature
     SELECT $1, g, f.tokens_seen, f.active_tokens, f.active_passages, f.density * (0.5 + random()),
       f.max * (0.5 + random()), f.mean, f.histogram, f.bands, f.promoted
     FROM generate_series(0, $4 - 1) g JOIN feature f ON f.collection_id = $2 AND f.index = g % $3`,
    range,
  );
  await pool.query(
    `INSERT INTO activation
     SELECT $1, g, a.band, a.rank, a.passage, a.peak, a.value, a.packed
     FROM generate_series(0, $4 - 1) g
     JOIN activation a ON a.collection_id = $2 AND a.feature = g % $3 AND a.band = 0 AND a.rank = 0`,
    range,
  );
  await pool.query("ANALYZE feature, activation");
}
