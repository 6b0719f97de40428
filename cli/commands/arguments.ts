import { InvalidArgumentError } from "commander";
import type { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";

/** How a command that writes many texts ends when it is broken off: interruptSignal's words. */
export const BROKEN_OFF = ["Broken off; what is finished is kept.", "The same command goes on."] as const;

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

/** Options together, as the program takes them. Throws BAD_INPUT that names the first that it does not take. */
export function parseOptions<T>(schema: z.ZodType<T>, values: unknown, command: string): T {
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new FeaturescopeError(
    "BAD_INPUT",
    `Option ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}.`,
    `See ${command} --help.`,
  );
}
