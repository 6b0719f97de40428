import type { ChatTurn } from "@/domain/chat";
import { FeaturescopeError } from "@/domain/errors";
import type { EncodedConversation } from "./conversation";

/** What the program needs of a tokenizer, whichever library reads its file. */
export interface TextTokenizer {
  readonly bos: number;
  readonly eos: number;
  /** The text of every id for display (domain/tokens.ts): spaces as spaces or U+2581, bytes that are no text as "<0xE2>". */
  readonly pieces: readonly string[];
  /** Tokens that stand for no text of their own: BOS, marks of roles and the like. */
  readonly special: ReadonlySet<number>;
  /** Token ids of a text, after BOS if asked; no text gives no tokens. */
  encode(text: string, options?: { bos?: boolean }): number[];
  /**
   * Token ids of a conversation by the model's chat template, up to where the assistant's message begins. They begin with
   * one BOS, whether the template writes it or not. Missing where the model has no template.
   */
  encodeChat?: (turns: readonly ChatTurn[]) => number[];
  /** A conversation that has ended, with who says which of its tokens; there where encodeChat is. */
  encodeConversation?: (turns: readonly ChatTurn[]) => EncodedConversation;
  /**
   * The text of token ids without control tokens. A space that `encode` puts before a text is taken away again, unless
   * the ids are the middle of one. Bytes that are not UTF-8 become U+FFFD.
   */
  decode(ids: ArrayLike<number>, options?: { middle?: boolean }): string;
}

/**
 * A prompt after BOS, or with `chat` (the messages before it) as the user's last message of a conversation.
 * Throws UNSUPPORTED for a chat with a model that has no template.
 */
export function encodePrompt(
  tokenizer: TextTokenizer,
  prompt: string,
  chat: readonly ChatTurn[] | undefined,
): number[] {
  if (!chat) return tokenizer.encode(prompt, { bos: true });
  if (!tokenizer.encodeChat)
    throw new FeaturescopeError(
      "UNSUPPORTED",
      "This model has no chat template: it was not trained for conversations.",
      "Send the prompt as plain text.",
    );
  return tokenizer.encodeChat([...chat, { role: "user", content: prompt }]);
}
