import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { bodyText } from "../respond";

/**
 * The JSON body of a request that one of Neuronpedia's clients sends.
 * @param example what a right one looks like, for whoever gets it wrong
 * @throws FeaturescopeError BAD_INPUT, TOO_LARGE
 */
export async function readBody<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
  example: string,
): Promise<z.infer<Schema>> {
  const parsed = schema.safeParse(parsedJson(await bodyText(request)));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new FeaturescopeError(
    "BAD_INPUT",
    `The request is not as expected: ${issue?.path.join(".") || "its body"}: ${issue?.message ?? "unreadable"}.`,
    `Send JSON like ${example}.`,
  );
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Texts that one request may bring. */
const TEXTS = 32;
/** One text, which is answered by itself, or several, which are answered in a list. */
export const oneOrMore = z.union([z.string(), z.array(z.string()).min(1).max(TEXTS)]);

/** Features of a density above it are left out; 0 and -1 leave out none. */
export const densityThreshold = z.number().min(-1).max(1).default(0);

/** An index comes as a number or as its digits. */
export const indexText = z.union([z.number().int().min(0), z.string().regex(/^\d{1,9}$/)]).transform(String);
