import { describeError } from "../report";

/** What one part of an installation was found to be. */
export interface Check {
  name: string;
  ok: boolean;
  /** One line for people. */
  text: string;
  /** The same for programs. */
  details: Record<string, unknown>;
}

/** Runs one look; an error that it throws becomes the check's text. */
export async function check(
  name: string,
  look: () => Promise<{ text: string; details: Record<string, unknown>; ok?: boolean }>,
): Promise<Check> {
  try {
    return { name, ok: true, ...(await look()) };
  } catch (error) {
    return { name, ok: false, text: describeError(error), details: {} };
  }
}
