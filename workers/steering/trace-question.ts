import { FeaturescopeError } from "@/domain/errors";
import type { LanguageModel } from "../files/language-model";
import type { AttributionRequest } from "./attribution";

/** Tokens of a prompt that is traced; every active feature of it is ablated, so it cannot be long. */
const LONGEST_PROMPT = 96;

/**
 * A prompt as token ids, BOS first.
 * @throws FeaturescopeError TOO_LARGE for a long one, BAD_INPUT for one without tokens
 */
export function readPrompt(
  { tokenizer, config }: Pick<LanguageModel, "tokenizer" | "config">,
  prompt: string,
): number[] {
  const ids = tokenizer.encode(prompt, { bos: true });
  const limit = Math.min(LONGEST_PROMPT, config.context);
  if (ids.length > limit)
    throw new FeaturescopeError(
      "TOO_LARGE",
      `The prompt has ${ids.length} tokens; at most ${limit} are traced.`,
      "Shorten the prompt.",
    );
  if (ids.length < 2) throw new FeaturescopeError("BAD_INPUT", "The prompt has no tokens.", "Enter a text.");
  return ids;
}

/**
 * A question in words as token ids. An answer follows the prompt, so it begins with a space unless it says otherwise.
 * @throws FeaturescopeError TOO_LARGE for a long prompt, BAD_INPUT for an answer that is not one token
 */
export function tokeniseQuestion(
  { tokenizer, config }: Pick<LanguageModel, "tokenizer" | "config">,
  question: { prompt: string; answers: [string, string]; without: number[] },
): AttributionRequest {
  const ids = readPrompt({ tokenizer, config }, question.prompt);
  const [first, second] = question.answers;
  const without = question.without;
  if (first.trim() === "" && second.trim() === "") return { ids, answers: null, without };
  const token = (text: string): number => {
    const encoded = tokenizer.encode(text.trim());
    if (encoded.length === 1) return encoded[0] ?? 0;
    throw new FeaturescopeError(
      "BAD_INPUT",
      encoded.length === 0
        ? "One of the two answers is empty."
        : `“${text.trim()}” is ${encoded.length} tokens.`,
      "An answer is one token, such as dog or cat; leave both empty to compare the two most probable ones.",
    );
  };
  return { ids, answers: [token(first), token(second)], without };
}
