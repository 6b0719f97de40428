import { FeaturescopeError } from "@/domain/errors";

/**
 * The text of token ids, of which each stands for some UTF-8 bytes. What is no UTF-8 becomes U+FFFD. Throws BAD_INPUT for
 * an id that has none.
 */
export function decodeBytes(ids: ArrayLike<number>, bytesOf: readonly Uint8Array[]): string {
  const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  let text = "";
  for (let i = 0; i < ids.length; i++) {
    const bytes = bytesOf[ids[i] ?? -1];
    if (!bytes)
      throw new FeaturescopeError(
        "BAD_INPUT",
        `${ids[i]} is not a token id.`,
        `Token ids are 0 to ${bytesOf.length - 1}.`,
      );
    text += utf8.decode(bytes, { stream: true });
  }
  return text + utf8.decode();
}
