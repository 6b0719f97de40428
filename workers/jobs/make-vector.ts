import type { Pool } from "pg";
import { leftOutRule, type LeftOutRule } from "@/domain/left-out";
import { madeVector } from "@/domain/vectors";
import { answerJob } from "@/prisma/jobs";
import { readSaeRef } from "../compute/read-sae-ref";
import { getCompute } from "../compute/shared";
import type { TaskHandler } from "../queue/task-context";

/** Answers with a MadeVector (domain/vectors.ts) in job.result. */
const makeVector: TaskHandler<"make-vector"> = async (payload, { pool, signal, report }) => {
  const { jobId, saeId } = payload;
  const { sae } = await readSaeRef(pool, saeId);
  const from =
    "numbers" in payload
      ? { numbers: payload.numbers }
      : { texts: payload.texts, leftOut: await leftOutOf(pool, saeId) };
  const made = await getCompute().makeVector({ sae, from }, signal);
  await answerJob(jobId, madeVector.parse(made), pool);
  report(1, 1);
};

async function leftOutOf(pool: Pool, saeId: number): Promise<LeftOutRule> {
  const { rows } = await pool.query<{ left_out: unknown }>(
    `SELECT c.left_out FROM sae s JOIN collection c ON c.id = s.current_collection_id WHERE s.id = $1`,
    [saeId],
  );
  return leftOutRule.nullable().parse(rows[0]?.left_out ?? null) ?? { normMedian: null };
}

export default makeVector;
