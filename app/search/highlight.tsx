const WORD = /[\p{L}\p{N}]+/gu;

export interface TextPart {
  text: string;
  matched: boolean;
}

/** A text cut where its words are among `forms` (written without capitals and accents). */
export function highlightParts(text: string, forms: ReadonlySet<string>): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(WORD)) {
    if (!forms.has(plain(match[0]))) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index), matched: false });
    parts.push({ text: match[0], matched: true });
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), matched: false });
  return parts;
}

export function isMatched(text: string, forms: ReadonlySet<string>): boolean {
  return highlightParts(text, forms).some(({ matched }) => matched);
}

function plain(word: string): string {
  return word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** A text with what matched in bold on a tint. */
export function Highlight({ text, forms }: { text: string; forms: ReadonlySet<string> }) {
  return (
    <bdi>
      {highlightParts(text, forms).map((part, i) =>
        part.matched ? (
          <mark key={i} className="rounded-[3px] bg-accent/15 font-semibold text-inherit">
            {part.text}
          </mark>
        ) : (
          part.text
        ),
      )}
    </bdi>
  );
}
