import { z } from "zod";

/**
 * What people write: stored as they wrote it, less what has no meaning in plain text and could only deceive. Shown as
 * text, never as markup.
 */

/** Control characters other than tab and line feed; lone surrogates, which no encoding has. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]|\p{Surrogate}/gu;

/**
 * Characters that order, join or hide their neighbours: bidirectional controls, zero-width spaces, tags, annotation
 * and variation controls. U+200D and U+200C stay, because emoji and some scripts are spelled with them, and so do the
 * variation selectors for text and emoji.
 */
const INVISIBLE =
  /[\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\uffff]|[\u{e0000}-\u{e0fff}]/gu;

/** Marks on one letter beyond what any language writes ("Zalgo text" climbs over its neighbours). */
const TOO_MANY_MARKS = /(\p{Mark}{4})\p{Mark}+/gu;

export function cleanText(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(CONTROLS, "")
    .replace(INVISIBLE, "")
    .normalize("NFC")
    .replace(TOO_MANY_MARKS, "$1")
    .replace(/[^\S\n]+\n/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** Characters as people count them, near enough: code points. */
export function lengthOf(text: string): number {
  return Array.from(text).length;
}

/** Text of several lines, `least` to `most` characters after cleaning. */
export function plainText(most: number, least = 1) {
  return (
    z
      .string()
      // what cleaning takes away may be long, but not without end
      .max(10 * most + 1_000)
      .transform(cleanText)
      .refine(
        (text) => lengthOf(text) >= least,
        least === 1 ? "There is no text in it." : `It has at least ${least} characters.`,
      )
      .refine((text) => lengthOf(text) <= most, `It has at most ${most} characters.`)
  );
}

/** As {@link plainText}, on one line. */
export function plainLine(most: number, least = 1) {
  return plainText(most, least).transform((text) => text.replace(/\s+/g, " "));
}
