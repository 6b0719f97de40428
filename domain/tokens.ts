/**
 * Token pieces as people read them. SentencePiece vocabularies write a leading space as U+2581 and a byte that has no
 * piece of its own as "<0x0A>"; a character outside the vocabulary is therefore several tokens long.
 */

const SPACE_MARK = /▁/g;
/** Nearly all pieces of a text: a page shows thousands, and these need no closer look. */
const PLAIN = /^[\u2581A-Za-z0-9.,;:!?'"()-]*$/;
const BYTE_PIECE = /^<0x([0-9A-Fa-f]{2})>$/;
const BYTE_PIECE_LENGTH = 6;
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
  const byte = byteOf(piece);
  if (byte === null) return showInvisible(piece.replace(SPACE_MARK, " "));
  return byte < 0x80 ? showInvisible(String.fromCharCode(byte)) : hexByte(byte);
}

/** One piece in a list of tokens, where spaces and line ends must be visible: "▁the", "↵", "⇥". */
export function pieceLabel(piece: string): string {
  const text = pieceText(piece);
  return text.replace(/ /g, "▁").replace(/\n/g, "↵").replace(/\t/g, "⇥");
}

/** How many pieces from `at` on belong to one character: more than 1 only for a complete UTF-8 sequence of bytes. */
function characterLength(pieces: readonly string[], at: number): number {
  const lead = byteOf(pieces[at] ?? "");
  const length = lead === null ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 1;
  if (length === 1) return 1;
  const bytes = Array.from({ length }, (_, i) => byteOf(pieces[at + i] ?? ""));
  if (!bytes.every((byte) => byte !== null)) return 1;
  return decode(bytes) === null ? 1 : length;
}

function decodeBytes(pieces: readonly string[]): string {
  return showInvisible(decode(pieces.map((piece) => byteOf(piece) ?? 0)) ?? "");
}

/** Null when the bytes are not UTF-8. */
function decode(bytes: readonly number[]): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
  } catch {
    return null;
  }
}

function byteOf(piece: string): number | null {
  if (piece.length !== BYTE_PIECE_LENGTH) return null;
  const hex = BYTE_PIECE.exec(piece)?.[1];
  return hex === undefined ? null : Number.parseInt(hex, 16);
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
