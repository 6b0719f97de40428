/**
 * Token pieces as people read them. SentencePiece vocabularies write a leading space as U+2581 and a byte that has no
 * piece of its own as "<0x0A>"; a character outside the vocabulary is therefore several tokens long.
 */

const SPACE_MARK = /▁/g;
/** Nearly all pieces of a text: a page shows thousands, and these need no closer look. */
const PLAIN = /^[\u2581A-Za-z0-9.,;:!?'"()-]*$/;
/** One byte, or several in byte-level vocabularies, whose pieces may begin and end inside a character. */
const BYTE_PIECE = /^(?:<0x[0-9A-Fa-f]{2}>)+$/;
const BYTE_PIECE_LENGTH = 6;
/** Tokens that one entry may stand for: the bytes of the longest UTF-8 sequence. */
const LONGEST_CHARACTER = 4;
/**
 * Control and format characters could hide text or turn its direction around: shown by their code instead. Line end
 * and tab are text, and the joiners belong to emoji and to Persian spelling.
 */
const INVISIBLE = /(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Text of `length` consecutive tokens starting at position `start`; longer than 1 only for split characters. */
export interface TokenText {
  text: string;
  start: number;
  length: number;
}

/**
 * The text of a run of pieces, one entry per token, except that the bytes of one multi-byte character become one
 * entry. Bytes that form no character are shown by their value, e.g. "⟨E2⟩".
 */
export function tokenTexts(pieces: readonly string[], firstPosition = 0): TokenText[] {
  const texts: TokenText[] = [];
  for (let at = 0; at < pieces.length;) {
    const length = characterLength(pieces, at);
    texts.push({
      text: length === 1 ? pieceText(pieces[at] ?? "") : decodeBytes(pieces.slice(at, at + length)),
      start: firstPosition + at,
      length,
    });
    at += length;
  }
  return texts;
}

/** One string per token, as exported to other programs: their concatenation is the text. Never longer or shorter. */
export function tokenStrings(pieces: readonly string[]): string[] {
  const strings = pieces.map(() => "");
  for (const { text, start } of tokenTexts(pieces)) strings[start] = text;
  return strings;
}

/** The text of one piece alone: "▁the" -> " the", "<0x0A>" -> a newline, "<0xE2>" -> "⟨E2⟩". */
export function pieceText(piece: string): string {
  if (PLAIN.test(piece)) return piece.replace(SPACE_MARK, " ");
  const bytes = bytesOf(piece);
  if (bytes === null) return showInvisible(piece.replace(SPACE_MARK, " "));
  const text = decode(bytes);
  if (text !== null) return showInvisible(text);
  return bytes
    .map((byte) => (byte < 0x80 ? showInvisible(String.fromCharCode(byte)) : hexByte(byte)))
    .join("");
}

/** One piece in a list of tokens, where spaces and line ends must be visible: "▁the", "↵", "⇥". */
export function pieceLabel(piece: string): string {
  const text = pieceText(piece);
  return text.replace(/ /g, "▁").replace(/\n/g, "↵").replace(/\t/g, "⇥");
}

/** How many pieces from `at` on belong together: more than 1 only for bytes that are text no sooner. */
function characterLength(pieces: readonly string[], at: number): number {
  const bytes: number[] = [];
  for (let length = 1; length <= LONGEST_CHARACTER; length++) {
    const more = bytesOf(pieces[at + length - 1] ?? "");
    if (more === null) return 1;
    bytes.push(...more);
    if (decode(bytes) !== null) return length;
  }
  return 1;
}

function decodeBytes(pieces: readonly string[]): string {
  return showInvisible(decode(pieces.flatMap((piece) => bytesOf(piece) ?? [])) ?? "");
}

/** Null when the bytes are not UTF-8. */
function decode(bytes: readonly number[]): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
  } catch {
    return null;
  }
}

function bytesOf(piece: string): number[] | null {
  if (piece.length % BYTE_PIECE_LENGTH !== 0 || !BYTE_PIECE.test(piece)) return null;
  const bytes: number[] = [];
  for (let at = 3; at < piece.length; at += BYTE_PIECE_LENGTH)
    bytes.push(Number.parseInt(piece.slice(at, at + 2), 16));
  return bytes;
}

function hexByte(byte: number): string {
  return `⟨${byte.toString(16).toUpperCase().padStart(2, "0")}⟩`;
}

function showInvisible(text: string): string {
  return text.replace(INVISIBLE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? hexByte(code) : `⟨U+${code.toString(16).toUpperCase()}⟩`;
  });
}
