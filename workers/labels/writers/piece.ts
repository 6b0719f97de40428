import type { Candidate, Training } from "./candidate";

const LEAST_SHARE = 0.5;
/** Where one word has more of the activation, that word is the label. */
const MOST_ON_ONE = 0.75;
/** Of fewer words the words are the label. */
const LEAST_WORDS = 4;

/** "words beginning with “str”": a feature that sees a piece, whatever word it is of. */
export function writePieces({ examples, lexer, at }: Training): Candidate[] {
  if ((at[0]?.share ?? 1) > MOST_ON_ONE || at.length < LEAST_WORDS) return [];
  const shares = new Map<number, { mass: number; beginning: boolean; end: boolean }>();
  let whole = 0;
  for (const { view, peak, values } of examples) {
    const mass = Math.max(...Array.from(values)) ** 2;
    whole += mass;
    const beginning = view.starts[peak] === peak;
    const end = view.starts[peak + 1] !== view.starts[peak];
    if (
      view.words[peak] === -1 ||
      (beginning && end) ||
      !/\p{L}/u.test(lexer.nameOf(view.keys[peak] as number))
    )
      continue;
    const key = view.keys[peak] as number;
    const share = shares.get(key) ?? { mass: 0, beginning: true, end: true };
    shares.set(key, {
      mass: share.mass + mass,
      beginning: share.beginning && beginning,
      end: share.end && end,
    });
  }
  const [found] = [...shares].sort((a, b) => b[1].mass - a[1].mass);
  if (!found || found[1].mass < LEAST_SHARE * whole) return [];
  const [number, { beginning, end }] = found;
  const key = lexer.nameOf(number);
  const piece = key.replace(/^…/, "");
  const text = beginning
    ? `words beginning with “${piece}”`
    : end
      ? `words ending in “${piece}”`
      : `words with “${piece}” inside`;
  const has = new RegExp(
    beginning ? `^${escaped(piece)}.` : end ? `.${escaped(piece)}$` : `.${escaped(piece)}.`,
    "u",
  );
  const words = at.filter(({ isWord, forms }) => isWord && forms.some((form) => has.test(form)));
  if (words.length < LEAST_WORDS) return [];
  const named = words
    .slice(0, 2)
    .map(({ name }) => name)
    .join(", ");
  return [
    { method: "token", rule: { kind: "pieces", keys: [key] }, worth: 0, text: () => `${text}: ${named}` },
  ];
}

const escaped = (piece: string) => piece.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
