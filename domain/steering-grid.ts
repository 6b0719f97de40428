import type { BenchmarkGrid } from "./steering-benchmark";
import { ARM_NAMES } from "./steering-benchmark";

/** Beginnings that leave open what a text is about; places 0, 2, .. choose the dose. */
const OPENINGS = ["One day", "Once upon a time there was a", "The", "She looked at the"];
/** The same as messages. */
const MESSAGES = [
  "Tell me something.",
  "Write a short paragraph.",
  "What are you thinking about?",
  "Describe a place that you know.",
];

/**
 * What is measured unless somebody says otherwise. Directions are added, not clamped, so that the edits of all arms are
 * equally long at every token.
 */
export const defaultGrid = ({ chat }: { chat: boolean }): BenchmarkGrid => ({
  // vectors stand beside features that somebody names with them
  arms: ARM_NAMES.filter((arm) => arm !== "vector"),
  doses: [0.5, 1, 2, 4],
  mode: "add",
  prompts: chat ? MESSAGES : OPENINGS,
  chat,
  prefix: chat ? "Answer with a text about this: {label}. " : "A story about {label}. ",
  tokens: 32,
  temperature: 0.8,
  topP: 0.95,
  seed: 1,
  damage: { passages: 4, tokens: 64 },
});
