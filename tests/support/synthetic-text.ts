import { Random } from "@/domain/random";

/** A small vocabulary with the layout of a Llama tokenizer, and passages of nonsense sentences in it. */

/** What a page must show as text: markup, and a character that turns the writing direction around. */
export const HOSTILE_WORDS: readonly string[] = ["<script>alert(1)</script>", "\u202eesrever"];

const WORDS = `
  the a little big red old small happy sad brave quiet dragon knight castle forest river mountain boat bird
  dog cat girl boy king queen cake ball tree star moon sun rain snow door window garden song story friend
  saw found made took gave heard loved lost wanted carried opened closed chased painted kept dropped
  and then but because so when under over near with into from slowly suddenly again together far away
`
  .trim()
  .split(/\s+/)
  .concat(HOSTILE_WORDS);
const CONTINUATIONS = ["s", "ed", "ing", "ly", ".", ",", "!", "?", "'", '"'];
const BOS = 1;
const FIRST_BYTE = 3;
const FIRST_WORD = FIRST_BYTE + 256;
const NEWLINE = FIRST_BYTE + 0x0a;

export const PIECES: readonly string[] = [
  "<unk>",
  "<s>",
  "</s>",
  ...Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`),
  ...WORDS.map((word) => `▁${word}`),
  ...CONTINUATIONS,
];

export const WORD_IDS: readonly number[] = WORDS.map((_, i) => FIRST_WORD + i);

const pieceId = (piece: string) => PIECES.indexOf(piece);
const bytesOf = (text: string) => [...Buffer.from(text, "utf8")].map((byte) => FIRST_BYTE + byte);

/** Token ids with BOS first: sentences, line ends, and now and then a character that is split over byte tokens. */
export function syntheticPassage(passage: number): number[] {
  const random = new Random(11, passage);
  const pick = (below: number) => random.integer() % below;
  const ids = [BOS];
  const length = 40 + pick(120);
  while (ids.length < length) {
    if (pick(40) === 0) ids.push(...bytesOf("“"));
    for (let word = 4 + pick(9); word > 0; word--) {
      ids.push(WORD_IDS[pick(WORD_IDS.length)] ?? FIRST_WORD);
      if (pick(12) === 0) ids.push(pieceId("ing"));
    }
    ids.push(pieceId(pick(5) === 0 ? "!" : "."));
    if (pick(4) === 0) ids.push(NEWLINE);
    if (pick(60) === 0) ids.push(...bytesOf("🐉"));
  }
  return ids;
}
