import { z } from "zod";
import { traceAnswer, traceRequest, type TraceAnswer } from "@/domain/attribution";
import { publicProcedure } from "../../trpc";
import { callWorker } from "../../platform/worker-rpc/call-worker";
import { AnswerCache } from "../../platform/worker-rpc/answer-cache";
import { readVocabularyOf } from "../text/vocabulary";
import { findSteerable } from "../steer/steerable-queries";
import { readQuestion } from "./read-question";

const TIMEOUT_MS = 60_000;
const kept = new AnswerCache<TraceAnswer>(64, 10 * 60_000);

/** Which features made the difference between two next tokens of a prompt. */
export const tracePrompt = publicProcedure
  .meta({ does: "compute" })
  .input(z.unknown())
  .query(async ({ input }) => {
    const { question, saeId } = await readQuestion(traceRequest, input);
    const { model, sae, prompt, answers, without } = question;
    const answer = await kept.get(JSON.stringify([saeId, prompt, answers, without]), () =>
      callWorker("trace-prompt", { saeId, prompt, answers, without }, traceAnswer, TIMEOUT_MS),
    );
    const vocabulary = await readVocabularyOf(model);
    const piece = (token: number) => vocabulary[token] ?? `<${token}>`;
    const named = await findSteerable(
      model,
      answer.features.map(({ feature }) => ({ sae, feature })),
    );
    const labels = new Map(named.map(({ feature, label }) => [feature, label]));
    return {
      ...answer,
      pieces: answer.ids.map(piece),
      answers: answer.answers.map(({ id, p }) => ({ piece: piece(id), p })),
      top: answer.top.map(({ id, p }) => ({ piece: piece(id), p })),
      features: answer.features.map((feature) => ({
        ...feature,
        label: labels.get(feature.feature) ?? null,
      })),
    };
  });
