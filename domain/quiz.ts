import { alphaOf } from "./agreement";
import { Random } from "./random";

/**
 * The blind quiz: ten windows of text, of which a person picks those that activate the feature, from its label alone.
 * This is delphi's detection score (Paulo et al. 2024, "Automatically Interpreting Millions of Features in Large
 * Language Models") with a person in the language model's place.
 *
 * Both kinds of windows come from the passages that are stored with all their activations, so that it is known and not
 * guessed that nothing in an inactive window activates the feature. That is harder than windows from anywhere: the same
 * story, another place.
 */

export const QUIZ_WINDOWS = 10;
/** Tokens of a window. */
const WINDOW = 24;
/** The peak stands anywhere in a window but within so many tokens of its ends. */
const MARGIN = 3;
/** Fewer windows of a kind say nothing. */
const LEAST_OF_A_KIND = 3;

/** A stored passage: token pieces with BOS first, and the active positions, ascending. */
export interface QuizPassage {
  passage: number;
  peak: number;
  pieces: readonly string[];
  positions: readonly number[];
}

export interface QuizWindow {
  passage: number;
  /** First token of the window, and the one after its last. */
  start: number;
  end: number;
  active: boolean;
}

/**
 * The windows of a label's quiz: the same for everybody who takes it, or else agreement would mean nothing. Null when
 * the stored passages do not have enough of both kinds.
 * @param seed of the label and its version
 * @param passages examples of the feature from every band
 */
export function drawQuiz(seed: number, passages: readonly QuizPassage[]): QuizWindow[] | null {
  const random = new Random(seed);
  const shuffled = shuffle(uniquePassages(passages), random);
  // four to six, so that counting does not help
  const wanted = 4 + (random.integer() % 3);
  const active = shuffled.slice(0, wanted).map((passage) => activeWindow(passage, random));
  const others = [...shuffled.slice(wanted), ...shuffled.slice(0, wanted)];
  const inactive = others
    .flatMap((passage) => inactiveWindow(passage, random) ?? [])
    .slice(0, QUIZ_WINDOWS - active.length);
  if (active.length < LEAST_OF_A_KIND || inactive.length < LEAST_OF_A_KIND) return null;
  return shuffle([...active, ...inactive], random);
}

/**
 * Mean of the shares of active and of inactive windows that were told rightly; 0.5 is chance.
 * @param picked and active: one entry a window
 */
export function balancedAccuracy(picked: readonly boolean[], active: readonly boolean[]): number {
  const share = (kind: boolean) => {
    const of = active.flatMap((value, i) => (value === kind ? [picked[i] === value] : []));
    return of.filter(Boolean).length / of.length;
  };
  return (share(true) + share(false)) / 2;
}

/**
 * Krippendorff's alpha for yes-or-no answers of everybody to the same windows. Null for fewer than two people, or where
 * nobody's answers differ from anybody's, which shows nothing.
 * @param answers a row a person, an entry a window
 */
export function agreement(answers: readonly (readonly boolean[])[]): number | null {
  const windows = answers[0]?.length ?? 0;
  return alphaOf(Array.from({ length: windows }, (_, window) => answers.map((row) => row[window] ?? false)));
}

function uniquePassages(passages: readonly QuizPassage[]): QuizPassage[] {
  return [...new Map(passages.map((passage) => [passage.passage, passage])).values()].sort(
    (a, b) => a.passage - b.passage,
  );
}

function activeWindow({ passage, peak, pieces }: QuizPassage, random: Random): QuizWindow {
  const before = MARGIN + (random.integer() % (WINDOW - 2 * MARGIN));
  return { passage, ...clamp(peak - before, pieces.length), active: true };
}

/** The BOS token is no text, so windows begin after it. */
function clamp(start: number, length: number): { start: number; end: number } {
  const first = Math.max(1, Math.min(start, length - WINDOW));
  return { start: first, end: Math.min(length, first + WINDOW) };
}

/** A window of the passage without any active token; null when there is none. */
function inactiveWindow({ passage, pieces, positions }: QuizPassage, random: Random): QuizWindow | null {
  const starts: number[] = [];
  for (const [from, to] of gaps(positions, pieces.length))
    for (let start = from; start + WINDOW <= to; start++) starts.push(start);
  const start = starts[random.integer() % Math.max(1, starts.length)];
  return start === undefined ? null : { passage, start, end: start + WINDOW, active: false };
}

/** Runs [from, to) of text tokens between the active positions. */
function gaps(positions: readonly number[], length: number): [number, number][] {
  const edges = [0, ...positions.filter((position) => position > 0), length];
  return edges.slice(1).map((edge, i) => [(edges[i] ?? 0) + 1, edge]);
}

function shuffle<T>(items: T[], random: Random): T[] {
  const order = Uint32Array.from(items, (_, i) => i);
  random.shuffle(order);
  return Array.from(order, (i) => items[i]).filter((item) => item !== undefined);
}
