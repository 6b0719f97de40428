import { z } from "zod";
import { chainAnswer, chainRequest, type ChainAnswer } from "@/domain/chain";
import { callWorker } from "../../platform/worker-rpc/call-worker";
import { AnswerCache } from "../../platform/worker-rpc/answer-cache";
import { publicProcedure } from "../../trpc";
import { findSteerable } from "../steer/steerable-queries";
import { readVocabularyOf } from "../text/vocabulary";
import { readQuestion } from "./read-question";
import { inPieces } from "./rewrite-in-pieces";

/** Hundreds of sets are taken away, each time with half of the model read again. */
const TIMEOUT_MS = 180_000;
const kept = new AnswerCache<ChainAnswer>(64, 10 * 60_000);

/** The fewest activations without which the prompt's next token would have been another. */
export const findChain = publicProcedure
  .meta({ does: "compute" })
  .input(z.unknown())
  .query(async ({ input }) => {
    const { question, saeId } = await readQuestion(chainRequest, input);
    const { model, sae, prompt, without } = question;
    const answer = await kept.get(JSON.stringify([saeId, prompt, without]), () =>
      callWorker("find-chain", { saeId, prompt, without }, chainAnswer, TIMEOUT_MS),
    );
    const vocabulary = await readVocabularyOf(model);
    const named = await findSteerable(
      model,
      answer.members.map(({ feature }) => ({ sae, feature })),
    );
    const labels = new Map(named.map(({ feature, label }) => [feature, label]));
    return {
      ...answer,
      pieces: answer.ids.map((id) => vocabulary[id] ?? `<${id}>`),
      members: answer.members.map((member) => ({ ...member, label: labels.get(member.feature) ?? null })),
      whole: inPieces(answer.whole, vocabulary),
      without: inPieces(answer.without, vocabulary),
    };
  });
