import { traceAnswer, traceRequest } from "@/domain/attribution";
import { FeaturescopeError } from "@/domain/errors";
import { resolveFeature, resolveSae } from "../../addresses";
import { readVocabularyOf } from "../../queries/vocabulary";
import { findSteerable } from "../../queries/steering";
import { publicProcedure } from "../../trpc";
import { askWorker } from "../../ask/ask-worker";
import { KeptAnswers } from "../../ask/kept-answers";
import type { TraceAnswer } from "@/domain/attribution";
import { z } from "zod";

const TIMEOUT_MS = 60_000;
const kept = new KeptAnswers<TraceAnswer>(64, 10 * 60_000);

/** Which features made the difference between two next tokens of a prompt. */
export const tracePrompt = publicProcedure
  .meta({ does: "compute" })
  .input(z.unknown())
  .query(async ({ input }) => {
    const parsed = traceRequest.safeParse(input);
    if (!parsed.success)
      throw new FeaturescopeError(
        "BAD_INPUT",
        parsed.error.issues[0]?.message ?? "This cannot be traced.",
        `Look at ${parsed.error.issues[0]?.path.join(".") ?? "the question"}.`,
      );
    const { model, sae, prompt, answers, without } = parsed.data;
    const { id } = await resolveSae({ model, sae });
    for (const feature of without) await resolveFeature({ model, sae, index: String(feature) });
    const answer = await kept.get(JSON.stringify([id, prompt, answers, without]), () =>
      askWorker("trace-prompt", { saeId: id, prompt, answers, without }, traceAnswer, TIMEOUT_MS),
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
