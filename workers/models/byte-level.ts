/**
 * GPT-2's byte-level vocabularies write each byte as a printable character: itself where it is one, else the next free
 * character from U+0100 on. Source: openai/gpt-2, encoder.py (bytes_to_unicode).
 */
const BYTES = new Map<string, number>();
{
  const printable = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
  let next = 0x100;
  for (let byte = 0; byte < 0x100; byte++)
    BYTES.set(String.fromCharCode(printable(byte) ? byte : next++), byte);
}

/** The bytes of a piece; null when some character stands for none (added tokens are written as they are). */
export function byteLevelBytes(piece: string): Uint8Array | null {
  const bytes: number[] = [];
  for (const character of piece) {
    const byte = BYTES.get(character);
    if (byte === undefined) return null;
    bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

/** A piece for display: its text, or its bytes as "<0xE2><0x80>" where they are no text or would not be visible. */
export function displayPiece(bytes: Uint8Array): string {
  const control = bytes.some((byte) => byte < 0x20 || byte === 0x7f);
  if (!control || bytes.length > 1) {
    try {
      const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
      if (!text.includes("\0")) return text;
    } catch {
      // no text by itself
    }
  }
  return Array.from(bytes, (byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`).join("");
}
