import { inTransaction } from "@/prisma/transaction";
import type { TaskHandler } from "../queue/task-context";
import { UNREAD_LABELS } from "../search/request-embeddings";
import { getEmbedder } from "../search/shared";
import { packVector } from "../search/vector-codec";

/** Texts read and written at once: a second of work. */
const CHUNK = 128;

/** Reads the meaning of every label's text that has not been read; broken off, the next run goes on. */
const embedLabels: TaskHandler<"embed-labels"> = async (_payload, { pool, signal, report }) => {
  const embedder = await getEmbedder();
  const counted = await pool.query<{ texts: number }>(
    `SELECT count(DISTINCT l.text)::int AS texts FROM ${UNREAD_LABELS}`,
  );
  const total = counted.rows[0]?.texts ?? 0;
  for (let done = 0; ;) {
    signal.throwIfAborted();
    const { rows } = await pool.query<{ text: string }>(
      `SELECT DISTINCT l.text FROM ${UNREAD_LABELS} LIMIT ${CHUNK}`,
    );
    if (rows.length === 0) break;
    const texts = rows.map(({ text }) => text);
    const vectors = await embedder.embed(texts, signal);
    await inTransaction(pool, async (client) => {
      // readers go on from the last number that they have seen, so numbers must become visible in their order
      await client.query("SELECT pg_advisory_xact_lock(hashtext('text_vector'), 0)");
      await client.query(
        `INSERT INTO text_vector (key, vector) SELECT md5(t.text)::uuid, t.vector
         FROM unnest($1::text[], $2::bytea[]) AS t(text, vector) ON CONFLICT DO NOTHING`,
        [texts, vectors.map((vector) => Buffer.from(packVector(vector)))],
      );
    });
    done += texts.length;
    report(Math.min(done, total), total + 1, "Reading labels for their meaning");
  }
  report(total + 1, total + 1);
};

export default embedLabels;
