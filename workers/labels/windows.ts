/**
 * The texts that labels are written from and scored on. Every passage of the corpus belongs to one of two sides by a
 * hash of its number: writers read the training side alone, scores come from the held-out side alone.
 */
import { hashPair } from "@/domain/random";
import type { TextView } from "./text-view";

export { sideOf, type Side } from "@/domain/label-sides";

/** Tokens of a window; windows lie side by side from the first token after BOS on. */
export const WINDOW = 32;
/** Fewer active windows on either side say nothing: such a feature gets no label. */
export const LEAST_ACTIVE = 4;
/** Silent windows from anywhere, those that hold a token on which the feature peaks elsewhere, and those of its neighbours. */
const SILENT = 24;
const HARD = 8;
const NEIGHBOURS = 16;

/** A passage in which a feature is active. */
export interface ActivePassage {
  passage: number;
  view: TextView;
  /** Position of the largest activation. */
  peak: number;
  /** Active positions, ascending, and their activations. */
  positions: ArrayLike<number>;
  values: ArrayLike<number>;
}

/** A sample of one side of the corpus, read by the model and the SAE: what is silent there is known to be silent. */
export interface SideSample {
  passages: { passage: number; view: TextView }[];
  /** For each key, where it occurs: numbers in `passages` and positions, in order. */
  places: Map<number, WindowPlace[]>;
  /** In how many stretches of the length of a peak's surroundings each word stands, and of how many. */
  surroundings: { counts: Map<number, number>; stretches: number };
}

/** A token of a sample: the number of its passage there, and its position. */
export interface WindowPlace {
  n: number;
  position: number;
}

/** Tokens on either side of a peak that are its surroundings. */
export const AROUND = 16;

/** Numbers of the words in [from, to], each once. */
export function wordsWithin({ words }: TextView, from: number, to: number): Set<number> {
  const found = new Set(words.subarray(Math.max(1, from), to + 1));
  found.delete(-1);
  return found;
}

export interface Window {
  view: TextView;
  start: number;
  end: number;
  /** Position of the largest activation; -1 in a silent window. */
  peak: number;
  /** The largest activation; 0 in a silent window. */
  value: number;
  /** A position of an active window none of whose word is active, for fuzzing; -1 when there is none, and in silent windows. */
  inactive: number;
}

export interface Windows {
  active: Window[];
  silent: Window[];
  /** Of the silent ones, those in which a neighbour of the feature is active. */
  beside: Window[];
}

export function makeSample(passages: SideSample["passages"]): SideSample {
  const places: SideSample["places"] = new Map();
  passages.forEach(({ view }, n) => {
    for (let position = 1; position < view.keys.length; position++) {
      const key = view.keys[position] as number;
      const list = places.get(key);
      if (list) list.push({ n, position });
      else places.set(key, [{ n, position }]);
    }
  });
  return { passages, places, surroundings: countSurroundings(passages) };
}

function countSurroundings(passages: SideSample["passages"]): SideSample["surroundings"] {
  const counts = new Map<number, number>();
  let stretches = 0;
  for (const { view } of passages)
    for (let from = 1; from < view.keys.length; from += 2 * AROUND + 1, stretches++)
      for (const word of wordsWithin(view, from, from + 2 * AROUND))
        counts.set(word, (counts.get(word) ?? 0) + 1);
  return { counts, stretches };
}

/** What is known of one side's windows of a feature. */
export interface WindowSources {
  /** Passages of the side in which the feature is active, each once. */
  examples: readonly ActivePassage[];
  sample: SideSample;
  /** Positions at which the feature is active in the sample, by number of the passage there. */
  activeIn: ReadonlyMap<number, readonly number[]>;
  /** Where in the sample each of its neighbours is most active, a place a passage; the nearest neighbour first. */
  neighbours: readonly (readonly WindowPlace[])[];
}

export function makeWindows(
  feature: number,
  { examples, sample, activeIn, neighbours }: WindowSources,
): Windows {
  const active = examples.map((example) => activeWindow(feature, example));
  const silent = new Map<string, Window>();
  const take = ({ n, position }: WindowPlace): boolean => {
    const view = sample.passages[n]?.view;
    if (!view) return false;
    const { start, end } = windowAt(view, position);
    const name = `${n} ${start}`;
    if (silent.has(name) || activeIn.get(n)?.some((at) => at >= start && at < end)) return false;
    silent.set(name, { view, start, end, peak: -1, value: 0, inactive: -1 });
    return true;
  };
  takeInTurns(neighbours, hashPair(feature, 3), NEIGHBOURS, take);
  const beside = [...silent.values()];
  // windows that hold one of the keys on which the examples peak, and yet are silent
  const keys = [...new Set(examples.map(({ view, peak }) => view.keys[peak] as number))];
  const rounds = keys.map((key) => sample.places.get(key) ?? []);
  takeInTurns(rounds, hashPair(feature, 1), HARD, take);
  takeAny(feature, sample, activeIn, SILENT + silent.size, silent, take);
  return { active, silent: [...silent.values()], beside };
}

function windowAt(view: TextView, position: number): { start: number; end: number } {
  const start = 1 + Math.floor((position - 1) / WINDOW) * WINDOW;
  return { start, end: Math.min(start + WINDOW, view.keys.length) };
}

function activeWindow(feature: number, { passage, view, peak, positions, values }: ActivePassage): Window {
  const { start, end } = windowAt(view, peak);
  const active = new Set(Array.from(positions, (position) => view.starts[position]));
  const others: number[] = [];
  for (let position = start; position < end; position++)
    if (!active.has(view.starts[position])) others.push(position);
  const inactive = others[hashPair(feature, passage) % Math.max(1, others.length)] ?? -1;
  return {
    view,
    start,
    end,
    peak,
    value: values[Array.prototype.indexOf.call(positions, peak)] ?? 0,
    inactive,
  };
}

/** One place of each list after the other, from anywhere in it, until so many are taken. */
function takeInTurns(
  lists: readonly (readonly WindowPlace[])[],
  first: number,
  wanted: number,
  take: (place: WindowPlace) => boolean,
): void {
  const longest = Math.min(64, Math.max(0, ...lists.map((places) => places.length)));
  for (let i = 0; i < longest && wanted > 0; i++)
    for (const places of lists) {
      const place = i < places.length ? places[(first + i) % places.length] : undefined;
      if (place && wanted > 0 && take(place)) wanted--;
    }
}

/** A window each of passages without any activation; of a feature that leaves too few, windows without any. */
function takeAny(
  feature: number,
  sample: SideSample,
  activeIn: ReadonlyMap<number, readonly number[]>,
  wanted: number,
  silent: ReadonlyMap<string, Window>,
  take: (place: WindowPlace) => boolean,
): void {
  const count = sample.passages.length;
  const first = hashPair(feature, 2);
  for (const wholly of [true, false])
    for (let i = 0; i < count && silent.size < wanted; i++) {
      const n = (first + i) % count;
      if (activeIn.has(n) === wholly) continue;
      const tokens = (sample.passages[n]?.view.keys.length ?? 1) - 1;
      if (tokens > 0) take({ n, position: 1 + (hashPair(feature, n) % tokens) });
    }
}
