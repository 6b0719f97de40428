import type pg from "pg";
import { getDatabase } from "@/prisma/client";
import { copyRows } from "@/prisma/copy";
import { ACTIVATION_COLUMNS } from "@/prisma/dashboard-columns";
import { inTransaction } from "@/prisma/transaction";
import { spread, type Benchmark } from "../measurement";
import { takeTurns } from "../rounds";

/** No collection has this id: rows of the measurement stand apart and are deleted after each round. */
const COLLECTION = -1;
const COPIED = 20_000;
/** createMany is slower by so much that fewer rows do. */
const INSERTED = 2_000;

const storage: Benchmark = {
  name: "storage",
  async run(context) {
    const { pool } = await context.program();
    const size = await bytesPerRow(pool);
    const rows = await readRows(pool);
    const some = rows.slice(0, INSERTED);
    const clear = () => pool.query("DELETE FROM activation WHERE collection_id = $1", [COLLECTION]);
    const turns = await takeTurns(
      context.rounds,
      async () => {
        const from = performance.now();
        await inTransaction(pool, (client) => copyRows(client, "activation", ACTIVATION_COLUMNS, rows));
        const seconds = (performance.now() - from) / 1000;
        await clear();
        return seconds / rows.length;
      },
      async () => {
        const from = performance.now();
        await createMany(some);
        const seconds = (performance.now() - from) / 1000;
        await clear();
        return seconds / some.length;
      },
    );
    const ratios = turns.theirs.map((seconds, i) => seconds / (turns.ours[i] ?? NaN));
    const rate = (seconds: number) => 1 / seconds;
    return [
      {
        what: "bytes on disk for one activation row, all indexes and room left by merges included",
        unit: "bytes",
        value: spread([size.bytes]),
        limit: { kind: "at most", value: 200 },
        note: `${size.rows.toLocaleString("en")} rows; ${size.packed.toFixed(0)} bytes of a row are the packed activations of its passage.`,
      },
      {
        what: "activation rows loaded, in one transaction with both indexes",
        unit: "rows/s",
        value: spread(turns.ours.map(rate)),
        peer: {
          name: "Prisma createMany",
          value: spread(turns.theirs.map(rate)),
          ratio: spread(ratios),
        },
      },
    ];
  },
};

export default storage;

async function bytesPerRow(pool: pg.Pool): Promise<{ bytes: number; rows: number; packed: number }> {
  const { rows } = await pool.query<{ bytes: number; rows: number; packed: number }>(
    `SELECT pg_total_relation_size('activation')::float8 / count(*) AS bytes, count(*)::int AS rows,
            avg(octet_length(packed))::float8 AS packed
     FROM activation`,
  );
  return rows[0] ?? { bytes: NaN, rows: 0, packed: NaN };
}

type Row = readonly [number, number, number, number, number, number, number, Buffer];

async function readRows(pool: pg.Pool): Promise<Row[]> {
  const { rows } = await pool.query<{
    feature: number;
    band: number;
    rank: number;
    passage: number;
    peak: number;
    value: number;
    packed: Buffer;
  }>(
    `SELECT feature, band, rank, passage, peak, value, packed FROM activation
     WHERE collection_id = (SELECT min(collection_id) FROM activation) ORDER BY feature, band, rank LIMIT $1`,
    [COPIED],
  );
  return rows.map(
    ({ feature, band, rank, passage, peak, value, packed }) =>
      [COLLECTION, feature, band, rank, passage, peak, value, packed] as const,
  );
}

async function createMany(rows: readonly Row[]): Promise<void> {
  await getDatabase().prisma.activation.createMany({
    data: rows.map(([collectionId, feature, band, rank, passage, peak, value, packed]) => ({
      collectionId,
      feature,
      band,
      rank,
      passage,
      peak,
      value,
      packed: Uint8Array.from(packed),
    })),
  });
}
