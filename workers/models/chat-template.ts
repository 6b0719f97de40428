/** A conversation as the one text that a model was trained to go on with, by the Jinja template in its tokenizer's files. */
import { Template } from "@huggingface/jinja";
import { z } from "zod";
import type { ChatTurn } from "@/domain/chat";
import { FeaturescopeError } from "@/domain/errors";

const LARGEST_TEMPLATE = 1 << 18;

const specialToken = z.union([z.string(), z.looseObject({ content: z.string() })]).nullish();
/** What tokenizer_config.json says of chats; several templates have names, of which "default" is that for talking. */
export const chatSettings = z.looseObject({
  chat_template: z
    .union([z.string(), z.array(z.looseObject({ name: z.string(), template: z.string() }))])
    .nullish(),
  bos_token: specialToken,
  eos_token: specialToken,
  pad_token: specialToken,
  unk_token: specialToken,
});
export type ChatTemplateSettings = z.infer<typeof chatSettings>;

export class ChatTemplate {
  private readonly template: Template;
  private readonly tokens: Record<string, string>;

  private constructor(
    source: string,
    settings: ChatTemplateSettings,
    private readonly file: string,
  ) {
    if (source.length > LARGEST_TEMPLATE) throw this.refused("is too long");
    try {
      this.template = new Template(source);
    } catch (error) {
      throw this.refused("cannot be read", error);
    }
    const names = ["bos_token", "eos_token", "pad_token", "unk_token"] as const;
    this.tokens = Object.fromEntries(
      names.flatMap((name) => {
        const token = settings[name];
        return token ? [[name, typeof token === "string" ? token : token.content]] : [];
      }),
    );
  }

  /** The template of a tokenizer, null where it has none. @param stored a chat_template.jinja, which comes first */
  static of(settings: ChatTemplateSettings, stored: string | null, file: string): ChatTemplate | null {
    const named = settings.chat_template;
    const source =
      stored ?? (typeof named === "string" ? named : named?.find(({ name }) => name === "default")?.template);
    return source ? new ChatTemplate(source, settings, file) : null;
  }

  /**
   * Up to where the assistant's next message begins, or as a conversation that has ended.
   * Throws BAD_INPUT where the template refuses the conversation.
   */
  render(turns: readonly ChatTurn[], { ended = false }: { ended?: boolean } = {}): string {
    try {
      return this.template.render({ messages: turns, add_generation_prompt: !ended, ...this.tokens });
    } catch (error) {
      throw new FeaturescopeError(
        "BAD_INPUT",
        `The model's chat template refuses the conversation: ${error instanceof Error ? error.message : String(error)}.`,
        "Many models know no system message, or want user and assistant in turns.",
        { cause: error },
      );
    }
  }

  private refused(what: string, cause?: unknown): FeaturescopeError {
    const why = cause instanceof Error ? ` (${cause.message})` : "";
    return new FeaturescopeError(
      "CORRUPT_FILE",
      `${this.file}: its chat template ${what}${why}.`,
      "Fetch the file again, or take the template out of it.",
    );
  }
}
