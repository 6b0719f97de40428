import { CHAIN_LIMITS } from "@/domain/chain";
import { answerJob } from "@/prisma/jobs";
import { readSaeRef } from "../compute/read-sae-ref";
import { getCompute } from "../compute/shared";
import type { TaskHandler } from "../queue/task-context";
import { searchChain } from "../steering/chain/find-chain";
import { remotePrompt } from "../steering/chain/remote-prompt";

/** Answers with a ChainAnswer (domain/chain.ts) in job.result. */
const findChainTask: TaskHandler<"find-chain"> = async (
  { jobId, saeId, prompt, without },
  { pool, signal, report },
) => {
  const { sae } = await readSaeRef(pool, saeId);
  const question = remotePrompt(getCompute(), { sae, prompt, without }, signal);
  const total = CHAIN_LIMITS.members + 1;
  const answer = await searchChain(question, (deleted) => report(deleted, total, "Taking activations away"));
  await answerJob(jobId, answer, pool);
  report(total, total);
};

export default findChainTask;
