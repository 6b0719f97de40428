import { z } from "zod";
import { rewrite, rewriteRequest, type Rewrite } from "@/domain/chain";
import { callWorker } from "../../platform/worker-rpc/call-worker";
import { AnswerCache } from "../../platform/worker-rpc/answer-cache";
import { publicProcedure } from "../../trpc";
import { readVocabularyOf } from "../text/vocabulary";
import { readQuestion } from "./read-question";
import { inPieces } from "./rewrite-in-pieces";

const TIMEOUT_MS = 60_000;
const kept = new AnswerCache<Rewrite>(256, 10 * 60_000);

/** What the model says after a prompt with some activations taken away. */
export const rewritePrompt = publicProcedure
  .meta({ does: "compute" })
  .input(z.unknown())
  .query(async ({ input }) => {
    const { question, saeId } = await readQuestion(rewriteRequest, input);
    const { model, prompt, without } = question;
    const removed = question.removed.toSorted((a, b) => a.at - b.at || a.feature - b.feature);
    const answer = await kept.get(JSON.stringify([saeId, prompt, without, removed]), () =>
      callWorker("rewrite-prompt", { saeId, prompt, without, removed }, rewrite, TIMEOUT_MS),
    );
    return inPieces(answer, await readVocabularyOf(model));
  });
