import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { FeaturescopeError } from "@/domain/errors";
import { fileError, hasCode } from "@/workers/files/file-errors";

const LEAST_CHARACTERS = 32;

/**
 * What sessions are signed with: FEATURESCOPE_SECRET, else the one in the data folder, made at the first start. Who has
 * it can sign sessions, so only the program's own account may read the file.
 * @throws FeaturescopeError BAD_INPUT for one that is too short
 */
export async function keepSecret(
  data: string,
  configured = process.env.FEATURESCOPE_SECRET,
): Promise<string> {
  if (configured) return long(configured, "FEATURESCOPE_SECRET");
  const file = join(data, "secret");
  try {
    // "wx": of two first starts at once, one writes and both read the same
    await writeFile(file, `${randomBytes(32).toString("base64url")}\n`, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw fileError(error, file);
  }
  return long((await readFile(file, "utf8")).trim(), file);
}

function long(secret: string, where: string): string {
  if (secret.length >= LEAST_CHARACTERS) return secret;
  throw new FeaturescopeError(
    "BAD_INPUT",
    `The secret in ${where} has ${secret.length} characters.`,
    `Give it at least ${LEAST_CHARACTERS} random ones; everybody will have to sign in again.`,
  );
}
