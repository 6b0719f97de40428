/**
 * A passage as labels see it: for each token a key ("dragon", "…ing", "."), the whole word it is part of, where that word
 * begins, and which predicates hold. Keys and words are numbers of one {@link Lexer}, so that rules are checked without
 * touching text.
 */
import { pieceText } from "@/domain/tokens";
import { contextBits } from "./predicates";
import { ConceptIndex } from "./words/concept-index";
import { WrittenForms } from "./words/written-forms";

export interface TextView {
  /** Token ids. */
  ids: ArrayLike<number>;
  /** By position, BOS at 0; numbers of {@link Lexer.nameOf}. */
  keys: Int32Array;
  /** The word a token is part of, or -1 for what is no word. */
  words: Int32Array;
  /** Where the token's word begins; the position itself for what is no word. */
  starts: Int32Array;
  /** Bits of predicates. */
  contexts: Uint32Array;
}

/** Key of BOS: what comes before the first token. */
export const START = "⟨start⟩";
/** Begins the key of a token that goes on with a word. */
const CONTINUES = "…";
const WORD_PIECE = /^[\p{L}\p{M}]+(?:['’][\p{L}]*)?$/u;
/** Words of an identifier, and what begins the next. */
const FIRST_WORD = /^\p{Ll}{2,}$/u;
const LATER_WORD = /^\p{L}\p{Ll}+$/u;
const UPPER = /^\p{Lu}/u;
const APOSTROPHE = /^['’][\p{L}]*$/u;

interface Piece {
  core: string;
  spaced: boolean;
  /** Whether it can be, or be part of, a word. */
  wordly: boolean;
}

export class Lexer {
  private readonly numbers = new Map<string, number>();
  private readonly names: string[] = [];
  private readonly pieces: (Piece | undefined)[] = [];
  private readonly concepts: (ReadonlySet<string> | undefined)[] = [];
  private readonly forms = new WrittenForms();

  constructor(
    private readonly vocabulary: readonly string[],
    private readonly index = new ConceptIndex(null),
  ) {}

  numberOf(name: string): number {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    this.numbers.set(name, this.names.length);
    return this.names.push(name) - 1;
  }

  nameOf(number: number): string {
    return this.names[number] ?? "";
  }

  /** What a word names (words/concepts.ts). */
  conceptsOf(word: number): ReadonlySet<string> {
    return (this.concepts[word] ??= new Set(this.index.conceptsOf(this.nameOf(word))));
  }

  /** A word as texts write it within a sentence: "dragon", "Lily", "NASA". @param seen how it stands where it was met */
  written(word: string, seen?: string): string {
    return this.forms.of(word) ?? seen ?? word;
  }

  /** The word or mark that begins at a position, as written. */
  surfaceAt(view: TextView, start: number): string {
    let text = "";
    for (let at = start; at < view.starts.length && view.starts[at] === start; at++)
      text += this.piece(view.ids[at] as number).core;
    return text;
  }

  /** The key that a token would have on its own: as the beginning of a word when it begins with a space. */
  keyOfToken(id: number): string {
    const { core, spaced, wordly } = this.piece(id);
    return keyOf(core, wordly && !spaced);
  }

  /** A token as it stands in running text. */
  textOf(id: number): string {
    return pieceText(this.vocabulary[id] ?? "");
  }

  /** @param learn whether to remember how the text writes its words: of texts that every labelling of a corpus reads */
  view(ids: ArrayLike<number>, { learn = false }: { learn?: boolean } = {}): TextView {
    const length = ids.length;
    const view: TextView = {
      ids,
      keys: new Int32Array(length),
      words: new Int32Array(length).fill(-1),
      starts: Int32Array.from({ length }, (_, i) => i),
      contexts: new Uint32Array(length),
    };
    view.keys[0] = this.numberOf(START);
    let quoted = false;
    for (let from = 1; from < length;) {
      const end = this.wordEnd(ids, from);
      let word = "";
      if (this.piece(ids[from] as number).wordly)
        for (let at = from; at < end; at++) word += this.piece(ids[at] as number).core;
      const wordNumber = word === "" ? -1 : this.numberOf(word.toLowerCase());
      const before = from === 1 ? null : this.piece(ids[from - 1] as number).core;
      if (learn && word !== "") this.forms.count(word, before);
      for (let at = from; at < end; at++) {
        const { core } = this.piece(ids[at] as number);
        const startsWord = word !== "" && at === from;
        view.keys[at] = this.numberOf(keyOf(core, word !== "" && at > from));
        view.words[at] = wordNumber;
        view.starts[at] = from;
        view.contexts[at] = contextBits({ core, word, startsWord, position: at, quoted, before });
        if (core.includes('"')) quoted = !quoted;
      }
      from = end;
    }
    return view;
  }

  /** The position after the word that begins at `from`, or after the one token that is none. */
  private wordEnd(ids: ArrayLike<number>, from: number): number {
    let at = from + 1;
    const first = this.piece(ids[from] as number);
    if (!first.wordly) return at;
    let word = first.core;
    // between two pieces of words without a space nothing but this ends a word
    const inside = !first.spaced && from > 1 && this.piece(ids[from - 1] as number).wordly;
    const hump = inside ? LATER_WORD : FIRST_WORD;
    for (; at < ids.length; at++) {
      const { core, spaced, wordly } = this.piece(ids[at] as number);
      if (spaced || !(wordly || APOSTROPHE.test(core))) break;
      // "fileReader" is two words, as programs have it; "JavaScript" and "iPhone" are names
      if (hump.test(word) && UPPER.test(core)) break;
      word += core;
    }
    return at;
  }

  private piece(id: number): Piece {
    return (this.pieces[id] ??= readPiece(this.vocabulary[id] ?? ""));
  }
}

function readPiece(piece: string): Piece {
  const text = pieceText(piece);
  const core = text.trim() || (text.includes("\n") ? "↵" : "␣");
  return { core, spaced: /^\s/.test(text), wordly: WORD_PIECE.test(core) };
}

function keyOf(core: string, continues: boolean): string {
  return (continues ? CONTINUES : "") + core.toLowerCase();
}

/** Where the word or mark begins that stands so many before (-1, -2) or after (1) that of a token; -1 for nothing. */
export function unitStart({ starts }: TextView, position: number, offset: number): number {
  let at = starts[position] as number;
  for (let i = offset; i < 0; i++) {
    if (at <= 0) return -1;
    at = starts[at - 1] as number;
  }
  for (let i = offset; i > 0; i--) {
    const own = at;
    do at++;
    while (at < starts.length && starts[at] === own);
    if (at >= starts.length) return -1;
  }
  return at;
}

/** Number of the word at a position, or of the key of what is no word. */
export function unitOf({ keys, words }: TextView, position: number): number {
  const word = words[position] as number;
  return word >= 0 ? word : (keys[position] as number);
}

/** The same for what stands so many words or marks before or after; -1 for nothing. */
export function unitAt(view: TextView, position: number, offset: number): number {
  const at = unitStart(view, position, offset);
  return at < 0 ? -1 : unitOf(view, at);
}
