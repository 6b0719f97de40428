import { FeaturescopeError } from "@/domain/errors";
import { TEXT_CHARACTERS, textActivations, type TextActivations } from "@/domain/text-activations";
import { callWorker } from "../../platform/worker-rpc/call-worker";
import { AnswerCache } from "../../platform/worker-rpc/answer-cache";

const TIMEOUT_MS = 20_000;
const kept = new AnswerCache<TextActivations>(64, 10 * 60_000);

/**
 * A text read by the model of an SAE.
 * @param feature the only one wanted, or null for the strongest of every token
 * @throws FeaturescopeError BAD_INPUT for no text or one that is too long, and what callWorker throws
 */
export function activateText(saeId: number, text: string, feature: number | null): Promise<TextActivations> {
  requireReadable(text);
  return kept.get(JSON.stringify([saeId, feature, text]), () =>
    callWorker("activate-text", { saeId, text, feature }, textActivations, TIMEOUT_MS),
  );
}

/**
 * @param text a person's, or tokens
 * @throws FeaturescopeError BAD_INPUT for no text, TOO_LARGE for one that is too long
 */
export function requireReadable(text: string | readonly number[]): void {
  if (typeof text === "string" && text.trim() === "")
    throw new FeaturescopeError("BAD_INPUT", "There is no text to read.", "Type or paste a sentence or two.");
  if (text.length > TEXT_CHARACTERS)
    throw new FeaturescopeError(
      "TOO_LARGE",
      `The text has ${text.length.toLocaleString("en")} characters.`,
      `At most ${TEXT_CHARACTERS.toLocaleString("en")} are read; take a part of it.`,
    );
}
