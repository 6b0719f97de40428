import { unpackTokens } from "@/domain/passages";
import { SHOWN_COLLECTION } from "./collection";
import { queryRows } from "./rows";

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
