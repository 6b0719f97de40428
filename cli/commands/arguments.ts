import { InvalidArgumentError } from "commander";

/** Parses a whole number of at least `least`, for commander's option parsers. */
export const wholeNumber =
  (least: number) =>
  (text: string): number => {
    const value = Number(text.replace(/(?<=\d)_(?=\d)/g, ""));
    if (Number.isInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`Give a whole number of at least ${least}.`);
  };

/** The same of an option that takes several. */
export const wholeNumbers =
  (least: number) =>
  (text: string, before: number[] = []): number[] => [...before, wholeNumber(least)(text)];

/** Parses a number within [least, most]. */
export const numberWithin =
  (least: number, most: number) =>
  (text: string): number => {
    const value = text.trim() === "" ? NaN : Number(text);
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Give a number from ${least} to ${most}.`);
  };

/** Parses one of several numbers of an option. */
export function numbersOf(text: string, before: number[] = []): number[] {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("Give a number.");
  return [...before, value];
}

/** Parses feature numbers with commas between them; one alone may have a comma behind it. */
export function featureList(text: string): number[] {
  if (/^\d+(,\d+)*,?$/.test(text)) return text.split(",").filter(Boolean).map(Number);
  throw new InvalidArgumentError("Give feature numbers with commas between them, such as 12,40,7.");
}
