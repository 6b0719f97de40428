import type { Rewrite } from "@/domain/chain";

/** A rewritten prompt with its tokens as text. */
export interface RewriteText {
  top: { piece: string; p: number }[];
  /** Probability of the token that is predicted with nothing taken away. */
  expected: number;
  /** Pieces that the model goes on with. */
  written: string[];
}

export function inPieces({ top, expected, written }: Rewrite, vocabulary: readonly string[]): RewriteText {
  const piece = (token: number) => vocabulary[token] ?? `<${token}>`;
  return {
    top: top.map(({ id, p }) => ({ piece: piece(id), p })),
    expected,
    written: written.map(piece),
  };
}
