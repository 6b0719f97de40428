import type pg from "pg";
import { percentile, spread, type Benchmark, type Measurement } from "../measurement";
import { openScale } from "../scale/instance";
import { kindsOf } from "../scale/kinds";
import { replaceBesideReaders } from "../scale/replace";

const DEFAULT_LABELS = "10000000";
const QUICK_LABELS = "20000";

/** Every kind of page and query of a synthetic instance with 500 SAEs and up to ten million labels (--labels). */
const scale: Benchmark = {
  name: "scale",
  async run(context) {
    const instance = await openScale(
      context,
      context.labels ?? (context.quick ? QUICK_LABELS : DEFAULT_LABELS),
    );
    const { url, pool, saes, size, seconds, bytes } = instance;
    try {
      const labels = size.labels.toLocaleString("en");
      const measured: Measurement[] = [
        {
          what: `filling: ${labels} labels, 500 SAEs, the widest of ${(size.saes[0] ?? 0).toLocaleString("en")} features`,
          unit: "s",
          value: spread([seconds]),
          note: `${(bytes / 1024 ** 3).toFixed(1)} GiB on the disk`,
        },
      ];
      const kinds = kindsOf(saes, await frequentWords(pool));
      for (const [what, path] of Object.entries(kinds))
        measured.push(
          await measure(`${what}, ${labels} labels`, (n) => url + path(n), context.quick ? 3 : 20),
        );
      const [widest, wide, other] = saes;
      if (!widest || !wide || !other) return measured;
      const readers = await replaceBesideReaders(url, pool, wide, other, context.quick ? 12 : 60);
      const p95 = (times: readonly number[]) => percentile(times, 0.95);
      measured.push({
        what: `page, 95 %, while an SAE of ${wide.features.toLocaleString("en")} features is deleted and written again`,
        unit: "ms",
        value: spread([p95(readers.beside)]),
        note: `${p95(readers.idle).toFixed(0)} ms while nothing is; longest ${percentile(readers.beside, 1).toFixed(0)} ms; ${readers.beside.length} pages in ${readers.seconds.toFixed(0)} s, ${readers.failed} failed`,
      });
      return measured;
    } finally {
      await instance.close();
    }
  },
};

export default scale;

/** 95 % of the times to the last byte, as somebody reads for whom pages are drawn; after one that does not count. */
async function measure(what: string, address: (n: number) => string, count: number): Promise<Measurement> {
  const times: number[] = [];
  const statuses = new Set<number>();
  let bytes = 0;
  for (let n = -1; n < count; n++) {
    const from = performance.now();
    const answer = await fetch(address(n + 1), { headers: { cookie: "any=1" }, redirect: "manual" });
    bytes = (await answer.arrayBuffer()).byteLength;
    statuses.add(answer.status);
    if (n >= 0) times.push(performance.now() - from);
  }
  const bad = [...statuses].filter((status) => status >= 400);
  return {
    what,
    unit: "ms",
    value: spread([percentile(times, 0.95)]),
    note: `median ${percentile(times, 0.5).toFixed(1)} ms, ${count} one after the other, ${(bytes / 1024).toFixed(0)} KiB${bad.length > 0 ? `, STATUS ${bad.join(", ")}` : ""}`,
  };
}

/** Words of labels, the most frequent first. */
async function frequentWords(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ word: string }>(
    `SELECT word FROM (SELECT unnest(string_to_array(text, ' ')) AS word FROM label TABLESAMPLE SYSTEM (5)) w
     WHERE word <> 'and' GROUP BY word ORDER BY count(*) DESC, word LIMIT 2000`,
  );
  return rows.map(({ word }) => word);
}
