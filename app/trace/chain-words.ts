/** Of a chain and its switches, in words. */

const NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/** Small numbers as words. */
export function inWords(count: number): string {
  return NUMBERS[count] ?? String(count);
}

/**
 * What is taken away, to begin a sentence with: "Without this one activation", "Without these three activations",
 * "Without two of the three".
 */
export function withoutWords(removed: number, members: number): string {
  if (removed === 0) return "With all of them in place";
  if (removed < members) return `Without ${inWords(removed)} of the ${inWords(members)}`;
  return removed === 1 ? "Without this one activation" : `Without these ${inWords(removed)} activations`;
}
