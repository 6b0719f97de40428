import type pg from "pg";
import { writeDirection, type MadeVector } from "@/domain/vectors";
import { answerJob } from "@/prisma/jobs";

const EVERY_MS = 50;

/**
 * Answers questions for vectors as a worker does, for a model without weights: what is tested is what is done with the
 * answer. Returns what ends it.
 */
export function answerVectors(pool: pg.Pool): () => void {
  const made: MadeVector = {
    direction: Buffer.from(writeDirection(Float32Array.of(0.6, 0.8))).toString("base64"),
    ...{ norm: 2, centre: 0.5, tokens: [3, 4], separation: 0.75 },
    nearest: [{ index: 0, cosine: 0.5 }],
    opposite: [{ index: 1, cosine: -0.5 }],
  };
  const answer = async () => {
    await pool.query(
      `INSERT INTO worker (id, host, pid, lane, engine) VALUES ('answers-vectors', 'test', 1, 'interactive', 'none')
       ON CONFLICT (id) DO UPDATE SET last_seen_at = now()`,
    );
    const { rows } = await pool.query<{ id: string }>(
      "SELECT id FROM job WHERE kind = 'make-vector' AND result IS NULL AND state = 'queued'",
    );
    for (const { id } of rows) await answerJob(id, made, pool);
  };
  // one that meets the end of the database has nobody to answer
  const timer = setInterval(() => void answer().catch(() => undefined), EVERY_MS);
  return () => clearInterval(timer);
}
