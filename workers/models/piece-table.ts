import { z } from "zod";

/**
 * A SentencePiece vocabulary: the piece of every id, with spaces as spaces and byte tokens as "<0x0A>", and the
 * score by which merges are chosen (higher first).
 */
export const pieceTable = z
  .object({
    pieces: z.array(z.string()),
    scores: z.array(z.number()),
    bos: z.number().int().nonnegative(),
    eos: z.number().int().nonnegative(),
  })
  .refine((table) => table.pieces.length === table.scores.length, "as many scores as pieces are needed");
export type PieceTable = z.infer<typeof pieceTable>;
