import { unpackTokens, type Turn } from "@/domain/passages";
import { SHOWN_COLLECTION } from "./collection";
import { queryRows } from "./rows";

/** A passage as it is stored, with what is known of it. */
export interface PackedPassage {
  tokens: Buffer;
  kind: string | null;
  topic: string | null;
  turns: Turn[] | null;
}

/** Columns of `passage` under the alias p, named as {@link PackedPassage} has them. */
export const PASSAGE_COLUMNS = "p.tokens, p.kind, p.topic, p.turns";

/**
 * Token ids of a passage, BOS first, of the corpus that was read with an SAE; null where there is none.
 * @param vocabulary tokens of the model, which says how they are packed
 */
export async function findPassage(
  saeId: number,
  index: number,
  vocabulary: number,
): Promise<number[] | null> {
  const rows = await queryRows<{ tokens: Buffer }>(
    `SELECT p.tokens FROM sae s
     JOIN ${SHOWN_COLLECTION} c ON true
     JOIN passage p ON p.corpus_id = c.corpus_id AND p.index = $2
     WHERE s.id = $1`,
    [saeId, index],
  );
  return rows[0] ? Array.from(unpackTokens(rows[0].tokens, vocabulary)) : null;
}
