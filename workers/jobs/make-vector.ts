import { leftOutRule } from "@/domain/left-out";
import { madeVector } from "@/domain/vectors";
import { answerJob } from "@/prisma/jobs";
import { readSaeRef } from "../compute/read-sae-ref";
import { getCompute } from "../compute/shared";
import type { TaskHandler } from "../queue/task-context";

/** Answers with a MadeVector (domain/vectors.ts) in job.result. */
const makeVector: TaskHandler<"make-vector"> = async ({ jobId, saeId, texts }, { pool, signal, report }) => {
  const { sae } = await readSaeRef(pool, saeId);
  const { rows } = await pool.query<{ left_out: unknown }>(
    `SELECT c.left_out FROM sae s JOIN collection c ON c.id = s.current_collection_id WHERE s.id = $1`,
    [saeId],
  );
  const leftOut = leftOutRule.nullable().parse(rows[0]?.left_out ?? null) ?? { normMedian: null };
  const made = await getCompute().makeVector({ sae, texts, leftOut }, signal);
  await answerJob(jobId, madeVector.parse(made), pool);
  report(1, 1);
};

export default makeVector;
