import { FeaturescopeError } from "@/domain/errors";
import { lensAnswer, type LensAnswer } from "@/domain/lens";
import { TEXT_CHARACTERS } from "@/domain/text-activations";
import { askWorker } from "../../ask/ask-worker";
import { KeptAnswers } from "../../ask/kept-answers";

const TIMEOUT_MS = 30_000;
const kept = new KeptAnswers<LensAnswer>(64, 10 * 60_000);

/**
 * What the model of an SAE would say after a token if it stopped at each layer.
 * @param text a person's, or the tokens of a passage, BOS first
 * @param at null for the last token
 * @throws FeaturescopeError BAD_INPUT or TOO_LARGE for a text or token that cannot be read, and what askWorker throws
 */
export function readLens(saeId: number, text: string | number[], at: number | null): Promise<LensAnswer> {
  if (typeof text === "string" && text.trim() === "")
    throw new FeaturescopeError("BAD_INPUT", "There is no text to read.", "Type or paste a sentence.");
  if (text.length > TEXT_CHARACTERS)
    throw new FeaturescopeError(
      "TOO_LARGE",
      `The text has ${text.length.toLocaleString("en")} characters.`,
      `At most ${TEXT_CHARACTERS.toLocaleString("en")} are read; take a part of it.`,
    );
  return kept.get(JSON.stringify([saeId, text, at]), () =>
    askWorker("read-lens", { saeId, text, at }, lensAnswer, TIMEOUT_MS),
  );
}
