import { anyOf, bestFit, quoteKey, type Writer } from "./writer";

const COUNTS = [1, 3, 5];

/** "makes “fire” or “roar” likelier": what the feature does to the next token, judged by which token comes next. */
export const writeOutput: Writer = (training) => {
  const { lexer, promoted } = training;
  const keys = [...new Set(promoted.map((id) => lexer.keyOfToken(id)))];
  return bestFit(
    COUNTS.filter((count) => count <= keys.length).map((count) => ({
      method: "output",
      text: `makes ${anyOf(keys.slice(0, count).map(quoteKey))} likelier`,
      rule: { kind: "keys", offset: 1, keys: keys.slice(0, count) },
    })),
    training,
  );
};
