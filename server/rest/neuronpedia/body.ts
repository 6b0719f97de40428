import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";

/**
 * The JSON body of a request that one of Neuronpedia's clients sends.
 * @param example what a right one looks like, for whoever gets it wrong
 * @throws FeaturescopeError BAD_INPUT
 */
export async function readBody<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
  example: string,
): Promise<z.infer<Schema>> {
  const parsed = schema.safeParse(await request.json().catch(() => null));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new FeaturescopeError(
    "BAD_INPUT",
    `The request is not as expected: ${issue?.path.join(".") || "its body"}: ${issue?.message ?? "unreadable"}.`,
    `Send JSON like ${example}.`,
  );
}

/** Texts that one request may bring. */
const TEXTS = 32;
/** One text, which is answered by itself, or several, which are answered in a list. */
export const oneOrMore = z.union([z.string(), z.array(z.string()).min(1).max(TEXTS)]);

/** An index comes as a number or as its digits. */
export const indexText = z.union([z.number().int().min(0), z.string().regex(/^\d{1,9}$/)]).transform(String);
