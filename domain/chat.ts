import { z } from "zod";

/** One message of a conversation, named as chat templates name it. */
export const chatTurn = z.strictObject({
  role: z.enum(["system", "user", "assistant"]),
  content: z.string().max(16_000),
});
export type ChatTurn = z.infer<typeof chatTurn>;

/** What stands before the prompt, which is then the user's last message. */
export const earlierTurns = z.array(chatTurn).max(32, "A chat has at most 32 earlier messages.");
