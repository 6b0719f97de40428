/** Numbers as people read them. One fixed locale, so that server and browser write the same characters. */

const WHOLE = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const NBSP = "\u00a0";
const MINUS = "\u2212";

/** 1048576 -> "1,048,576". */
export function formatCount(count: number): string {
  return WHOLE.format(count);
}

/** "1 feature", "4,608 features". */
export function formatCounted(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)}${NBSP}${count === 1 ? noun : plural}`;
}

/**
 * A share in [0, 1] as a percentage: two significant digits below 10 %, never rounded to "0 %" or "100 %" unless it
 * is exactly that: a feature that fires once in a million tokens is not dead.
 */
export function formatPercent(share: number): string {
  const percent = share * 100;
  if (!(percent > 0)) return `0${NBSP}%`;
  if (percent < 0.0001) return `<${NBSP}0.0001${NBSP}%`;
  if (percent >= 99.95 && percent < 100) return `>${NBSP}99.9${NBSP}%`;
  const digits = percent >= 10 ? 1 : Math.min(6, 1 - Math.floor(Math.log10(percent)));
  return `${percent.toFixed(percent === 100 ? 0 : digits)}${NBSP}%`;
}

/** An activation: three significant digits, "14.2", "0.0312". */
export function formatActivation(value: number): string {
  return value === 0 ? "0" : signed(value.toFixed(activationDigits(value)), false);
}

/** A value range of a feature with this maximum; ranges of one feature have the same number of decimals. */
export function formatRange(low: number, high: number, max: number): string {
  const digits = activationDigits(max);
  return `${low === 0 ? "0" : low.toFixed(digits)}–${high.toFixed(digits)}`;
}

/** A logit with its sign: "+1.92", "−0.98". */
export function formatLogit(value: number): string {
  return signed(value.toFixed(2), true);
}

/** How many times more often than by chance: "×3.2", "×140". */
export function formatLift(lift: number): string {
  return `×${lift >= 10 ? WHOLE.format(lift) : lift.toFixed(1)}`;
}

/** A quality figure: "0.147", "31.9". */
export function formatFigure(value: number): string {
  const size = Math.abs(value);
  return signed(value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 3), false);
}

/** A label's score, and beside it what other features' labels reach: "0.91 (a random label: 0.50)". */
export function formatLabelScore(score: number, shuffled: number | null): string {
  return shuffled === null
    ? score.toFixed(2)
    : `${score.toFixed(2)} (a random label: ${shuffled.toFixed(2)})`;
}

/** Seconds as the longest two units: "45 s", "3 min 20 s", "2 h 5 min". */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole}${NBSP}s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return join(`${minutes}${NBSP}min`, whole % 60, "s");
  return join(`${Math.floor(minutes / 60)}${NBSP}h`, minutes % 60, "min");
}

/** A size on disk as "12.5 MB", "1.2 GB". */
export function formatBytes(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)}${NBSP}MB` : `${(bytes / 1e9).toFixed(1)}${NBSP}GB`;
}

/** A moment as "2026-11-22 17:04 UTC". */
export function formatMoment(moment: Date): string {
  return `${moment.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

export function formatDay(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/** The first 12 characters of a hash, enough to tell two files apart. */
export function shortHash(hash: string): string {
  return hash.slice(0, 12);
}

/** Decimals that give a value three significant digits, also where rounding brings it to the next power of ten. */
function activationDigits(exact: number): number {
  const value = Number(exact.toPrecision(3));
  if (value === 0) return 0;
  return Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value)))));
}

function join(first: string, rest: number, unit: string): string {
  return rest === 0 ? first : `${first} ${rest}${NBSP}${unit}`;
}

function signed(digits: string, plus: boolean): string {
  if (digits.startsWith("-")) return MINUS + digits.slice(1);
  return plus ? `+${digits}` : digits;
}
