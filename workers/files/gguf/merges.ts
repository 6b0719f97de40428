/** Longer pieces are no words; SentencePiece makes none of more than 16 characters unless it is told to. */
const LONGEST_PIECE = 128;

interface Merge {
  left: string;
  right: string;
  score: number;
}

/**
 * The merges of a SentencePiece vocabulary, best first: every way in which a piece is made of two others, by the scores of
 * the pieces. So transformers turns such a vocabulary into a tokenizer.json (tokenization_utils_base.py, generate_merges).
 * @param ids of the pieces that texts are made of
 */
export function scoredMerges(
  ids: ReadonlyMap<string, number>,
  scores: readonly number[],
): [string, string][] {
  const merges: Merge[] = [];
  for (const [piece, id] of ids) merges.push(...waysTo(piece, scores[id] ?? 0, ids));
  return merges
    .sort((a, b) => b.score - a.score || compareLengths(a, b))
    .map(({ left, right }) => [left, right]);
}

function waysTo(piece: string, score: number, ids: ReadonlyMap<string, number>): Merge[] {
  const characters = Array.from(piece);
  if (characters.length > LONGEST_PIECE) return [];
  const ways: (Merge & { leftId: number; rightId: number })[] = [];
  for (let cut = 1; cut < characters.length; cut++) {
    const left = characters.slice(0, cut).join("");
    const right = characters.slice(cut).join("");
    const [leftId, rightId] = [ids.get(left), ids.get(right)];
    if (leftId !== undefined && rightId !== undefined) ways.push({ left, right, score, leftId, rightId });
  }
  return ways.sort((a, b) => a.leftId - b.leftId || a.rightId - b.rightId);
}

const characters = (text: string) => Array.from(text).length;
const compareLengths = (a: Merge, b: Merge) =>
  characters(b.left) - characters(a.left) || characters(b.right) - characters(a.right);
