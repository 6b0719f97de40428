import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { copyRows } from "@/prisma/copy";
import { inTransaction } from "@/prisma/transaction";
import { useTestDatabase } from "@/tests/support/test-database";

const database = useTestDatabase();

test("every type comes back as it went in", async () => {
  const rows = await inTransaction(database.pool, async (client) => {
    await client.query(
      `CREATE TABLE every_type (a smallint, b integer, c real, d double precision, e text, f bytea, g text[])`,
    );
    const columns = [
      ["a", "int2"],
      ["b", "int4"],
      ["c", "float4"],
      ["d", "float8"],
      ["e", "text"],
      ["f", "bytea"],
      ["g", "text[]"],
    ] as const;
    const written = await copyRows(client, "every_type", columns, [
      [-32768, 2147483647, 0.5, 1e-300, "naïve 🐉 \t\n\\N", Uint8Array.of(0, 255, 10), ["", "▁the", "NULL"]],
      [null, null, null, null, null, null, null],
      [7, -2147483648, Infinity, NaN, "", Uint8Array.of(), []],
    ]);
    expect(written).toBe(3);
    return (await client.query("SELECT * FROM every_type")).rows as unknown[];
  });
  expect(rows).toEqual([
    {
      ...{ a: -32768, b: 2147483647, c: 0.5, d: 1e-300, e: "naïve 🐉 \t\n\\N" },
      ...{ f: Buffer.from([0, 255, 10]), g: ["", "▁the", "NULL"] },
    },
    { a: null, b: null, c: null, d: null, e: null, f: null, g: null },
    { a: 7, b: -2147483648, c: Infinity, d: NaN, e: "", f: Buffer.from([]), g: [] },
  ]);
});

test("rows larger than a chunk and thousands of small ones arrive whole and in order", async () => {
  const { pool } = database;
  await pool.query("CREATE TABLE big (id integer, bytes bytea)");
  const size = (id: number) => (id % 500 === 3 ? 900_000 : id % 70);
  const client = await pool.connect();
  async function* rows() {
    for (let id = 0; id < 2000; id++) {
      // a source that is slower than the database now and then
      if (id % 200 === 0) await nextTurn();
      yield [id, new Uint8Array(size(id)).fill(id)] as const;
    }
  }
  const columns = [
    ["id", "int4"],
    ["bytes", "bytea"],
  ] as const;
  expect(await copyRows(client, "big", columns, rows())).toBe(2000);
  client.release();
  const wrong = await pool.query(
    `SELECT id FROM big WHERE length(bytes) <> CASE WHEN id % 500 = 3 THEN 900000 ELSE id % 70 END
       OR (length(bytes) > 0 AND get_byte(bytes, length(bytes) - 1) <> id % 256)`,
  );
  expect(wrong.rows).toEqual([]);
});

test.each([
  ["a fraction", [[1], [1.5]], /Column id \(int4\) cannot hold 1.5/],
  ["not a number", [[1], [NaN]], /Column id \(int4\) cannot hold NaN/],
  ["too large a number", [[1], [2 ** 31]], /Column id \(int4\) cannot hold 2147483648/],
  ["what the server refuses", [[1], [null]], /violates not-null constraint/],
])("%s writes nothing and leaves the connection usable", async (_name, rows, message) => {
  const { pool } = database;
  await pool.query("CREATE TABLE IF NOT EXISTS strict (id integer NOT NULL)");
  const client = await pool.connect();
  try {
    await expect(copyRows(client, "strict", [["id", "int4"]], rows as [number][])).rejects.toThrow(message);
    expect((await client.query("SELECT count(*)::int AS count FROM strict")).rows).toEqual([{ count: 0 }]);
  } finally {
    client.release();
  }
});

test("an activation row of 20 positions stays well under 200 bytes, its index counted", async () => {
  const { pool } = database;
  const client = await pool.connect();
  const packed = new Uint8Array(60);
  const columns = [
    ["collection_id", "int4"],
    ["feature", "int4"],
    ["band", "int2"],
    ["rank", "int2"],
    ["passage", "int4"],
    ["peak", "int2"],
    ["value", "float4"],
    ["packed", "bytea"],
  ] as const;
  const rows = Array.from({ length: 20_000 }, (_, i) => [1, i, 0, 0, i, 5, 1.5, packed] as const);
  await copyRows(client, "activation", columns, rows);
  client.release();
  const { rows: sizes } = await pool.query<{ bytes: number }>(
    "SELECT (pg_total_relation_size('activation') / 20000.0)::float AS bytes",
  );
  expect(sizes[0]?.bytes).toBeLessThan(170);
});
