/** Bytes as text without losing sight of what is none: it becomes a half of a surrogate pair, which no text holds. */
import { isUtf8 } from "node:buffer";
import type { TextEncoding } from "@/domain/imports";

/** Stands for a byte that is no UTF-8; text that holds it is left out (row-problems.ts). */
export const NOT_UTF8 = "\udc80";

const MARK = "\ufeff";
const REPLACEMENT = "\ufffd";
const REPLACEMENT_BYTES = Buffer.from(REPLACEMENT);

/** The encoding that a byte-order mark at the start names; null where there is none. */
export function encodingOfMark(start: Uint8Array): TextEncoding | null {
  const [a, b, c] = start;
  if (a === 0xef && b === 0xbb && c === 0xbf) return "utf-8";
  if (a === 0xff && b === 0xfe) return "utf-16le";
  return a === 0xfe && b === 0xff ? "utf-16be" : null;
}

/** Pieces of text without the byte-order mark. */
export async function* decodeText(
  chunks: AsyncIterable<Uint8Array>,
  encoding: TextEncoding,
): AsyncGenerator<string> {
  const decode = DECODERS[encoding];
  let rest = Buffer.alloc(0);
  let first = true;
  const textOf = (bytes: Buffer): string => {
    const text = decode(bytes);
    const marked = first && text.startsWith(MARK);
    first &&= text === "";
    return marked ? text.slice(1) : text;
  };
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([rest, chunk]);
    const end = bytes.length - unfinished(bytes, encoding);
    rest = Buffer.from(bytes.subarray(end));
    yield textOf(bytes.subarray(0, end));
  }
  yield textOf(rest);
}

/** Bytes at the end that belong to a character that is not complete. */
function unfinished(bytes: Buffer, encoding: TextEncoding): number {
  if (encoding === "latin1") return 0;
  // halves of surrogate pairs join again when texts are put together
  if (encoding !== "utf-8") return bytes.length % 2;
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte >= 0xc0) return back < sequenceLength(byte) ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

const sequenceLength = (lead: number) => (lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2);

/** Windows-1252 from 0x80 to 0x9f, where Latin-1 has controls; Node's own decoder of that name gives these. */
const BEYOND_LATIN1 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";
const decodeLatin1 = (bytes: Buffer) =>
  bytes.toString("latin1").replace(/[\u0080-\u009f]/g, (c) => BEYOND_LATIN1.charAt(c.charCodeAt(0) - 0x80));

const DECODERS: Record<TextEncoding, (bytes: Buffer) => string> = {
  "utf-8": decodeUtf8,
  "utf-16le": decodeUtf16,
  "utf-16be": (bytes) =>
    decodeUtf16(Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16(), bytes.length),
  latin1: decodeLatin1,
};

function decodeUtf16(bytes: Buffer, length = bytes.length): string {
  return bytes.toString("utf16le") + (length % 2 === 1 ? NOT_UTF8 : "");
}

/** As the decoder of the platform, but that what it would replace becomes NOT_UTF8. */
function decodeUtf8(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString("utf8");
  // a replacement character that stands in the file is text like any other
  const parts: string[] = [];
  let from = 0;
  for (;;) {
    const at = bytes.indexOf(REPLACEMENT_BYTES, from);
    const part = bytes.subarray(from, at < 0 ? undefined : at).toString("utf8");
    parts.push(part.replaceAll(REPLACEMENT, NOT_UTF8));
    if (at < 0) return parts.join(REPLACEMENT);
    from = at + REPLACEMENT_BYTES.length;
  }
}
