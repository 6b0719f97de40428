/**
 * What a feature fires on, in a few words: the whole words at the peaks of its examples, by their share of the activation.
 * Where most of it is on small words, marks or numbers, the content words that stand out around them come instead, behind
 * the one small word that most of it is on: "and" says nothing of what a feature is about. Read from passages with an even
 * number alone, so that the odd ones can test what is made of it.
 */
import { STOP_WORDS } from "@/domain/stop-words";
import type { Lexer } from "../labels/text-view";
import type { ContextWindows } from "./context-windows";

const MOST_PEAKS = 6;
/** A word at the peaks counts from this share of the activation on. */
const LEAST_SHARE = 0.04;
/** Less of the activation than this on content words, and what is around says more; a small word with as much is said before it. */
const MOST_OF_IT = 0.5;
const MOST_AROUND = 3;
const LEAST_LETTERS = 3;

type Mass = Map<string, number>;

interface Words {
  atPeaks: string[];
  /** Content words of the windows; null where the words at the peaks say enough. */
  around: Mass | null;
}

export interface MeaningText {
  /** Such as "dragon, dinosaur" or "and, toys, play"; empty where there are no words. */
  text: string;
  /** Whether it rests on words around the peaks, at which no content word stands. */
  around: boolean;
}

/** One text a feature. */
export function meaningTexts(windows: ContextWindows, lexer: Lexer): MeaningText[] {
  const words = Array.from({ length: windows.features }, (_, feature) => readWords(windows, lexer, feature));
  const small = words.filter(({ around }) => around !== null).length;
  const having: Mass = new Map();
  for (const { around } of words) for (const word of around?.keys() ?? []) add(having, word, 1);
  return words.map(({ atPeaks, around }) => {
    if (!around) return { text: atPeaks.join(", "), around: false };
    const standing = strongest(around, (word, mass) => mass * Math.log(small / (having.get(word) ?? 1)));
    return { text: [...atPeaks, ...standing.slice(0, MOST_AROUND)].join(", "), around: true };
  });
}

function readWords(windows: ContextWindows, lexer: Lexer, feature: number): Words {
  const peaks: Mass = new Map();
  const around: Mass = new Map();
  let all = 0;
  for (const { tokens, peak, strength } of evenExamples(windows, feature)) {
    // a view begins with BOS, which a window does not
    const view = lexer.view([0, ...tokens]);
    const word = view.words[peak + 1] as number;
    if (word >= 0) add(peaks, lexer.nameOf(word), strength);
    all += strength;
    for (const other of new Set(view.words)) {
      const name = other < 0 ? "" : lexer.nameOf(other);
      if (isContent(name)) add(around, name, strength);
    }
  }
  const atPeaks = strongest(peaks)
    .slice(0, MOST_PEAKS)
    .filter((word) => (peaks.get(word) ?? 0) >= LEAST_SHARE * all);
  const most = MOST_OF_IT * all;
  const content = [...peaks].reduce((sum, [word, mass]) => sum + (isContent(word) ? mass : 0), 0);
  if (content >= most) return { atPeaks, around: null };
  return { atPeaks: atPeaks.filter((word) => (peaks.get(word) ?? 0) >= most), around };
}

function* evenExamples(
  { offsets, passages, starts, tokens, peaks, strengths }: ContextWindows,
  feature: number,
) {
  for (let e = offsets[feature] as number; e < (offsets[feature + 1] as number); e++)
    if ((passages[e] as number) % 2 === 0)
      yield {
        tokens: tokens.subarray(starts[e], starts[e + 1]),
        peak: peaks[e] as number,
        strength: strengths[e] as number,
      };
}

const isContent = (word: string): boolean => word.length >= LEAST_LETTERS && !STOP_WORDS.has(word);

/** By weight, the largest first; equals by the alphabet. */
function strongest(masses: Mass, weigh = (_word: string, mass: number) => mass): string[] {
  return [...masses]
    .map(([word, mass]) => ({ word, weight: weigh(word, mass) }))
    .sort((a, b) => b.weight - a.weight || (a.word < b.word ? -1 : 1))
    .map(({ word }) => word);
}

function add(masses: Mass, word: string, mass: number): void {
  masses.set(word, (masses.get(word) ?? 0) + mass);
}
