import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { lensAnswer, type LensAnswer } from "@/domain/lens";
import { resolveSae } from "../../addresses";
import { callWorker } from "../../platform/worker-rpc/call-worker";
import { AnswerCache } from "../../platform/worker-rpc/answer-cache";
import { publicProcedure } from "../../trpc";
import { findPassage } from "../feature/queries";
import { position, saeAddress } from "../inputs";
import { requireReadable } from "./activate-text";
import { readVocabularyOf } from "./vocabulary";

const TIMEOUT_MS = 30_000;
const kept = new AnswerCache<LensAnswer>(64, 10 * 60_000);

/** The logit lens at a token of a person's own text, or of a passage of the SAE's corpus. */
export const lookThroughLayers = publicProcedure
  .meta({ does: "compute" })
  .input(
    z.object({
      address: saeAddress,
      text: z.union([z.object({ own: z.string() }), z.object({ passage: position })]),
      /** Position of the token, 1 for the first; null for the last. */
      at: z.number().int().nullable(),
    }),
  )
  .query(async ({ input: { address, text, at } }) => {
    const { id } = await resolveSae(address);
    const vocabulary = await readVocabularyOf(address.model);
    const tokens = "own" in text ? text.own : await findPassage(id, text.passage, vocabulary.length);
    if (tokens === null)
      throw new FeaturescopeError(
        "NOT_FOUND",
        "There is no such passage in the text that was read.",
        "Follow the link beside an example.",
      );
    const answer = await readLens(id, tokens, at);
    const piece = (token: number) => vocabulary[token] ?? `<${token}>`;
    return {
      pieces: answer.ids.map(piece),
      at: answer.at,
      layers: answer.layers.map((layer) => ({
        ...layer,
        top: layer.top.map(({ id, p }) => ({ piece: piece(id), p })),
      })),
    };
  });

/**
 * What the model of an SAE would say after a token if it stopped at each layer.
 * @param text a person's, or the tokens of a passage, BOS first
 * @param at null for the last token
 * @throws FeaturescopeError BAD_INPUT or TOO_LARGE for a text or token that cannot be read, and what callWorker throws
 */
function readLens(saeId: number, text: string | number[], at: number | null): Promise<LensAnswer> {
  requireReadable(text);
  return kept.get(JSON.stringify([saeId, text, at]), () =>
    callWorker("read-lens", { saeId, text, at }, lensAnswer, TIMEOUT_MS),
  );
}
