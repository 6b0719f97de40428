import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * What the first account of an instance is made with: printed in the terminal by npm start, so that whoever runs the
 * program gets it and not whoever comes first. It follows from the secret that sessions are signed with, and is worth
 * nothing once there is an account.
 */

/** Without those that are read as others. */
const LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
const LENGTH = 10;

/** "K7QPX-2MWDA" */
export function setupCode(secret: string): string {
  const bytes = createHmac("sha256", secret).update("first administrator").digest();
  const code = Array.from(bytes.subarray(0, LENGTH), (byte) => LETTERS[byte % LETTERS.length]).join("");
  return `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`;
}

/** Whether somebody has typed the code, in whatever case and with or without its dash. */
export function isSetupCode(typed: string, secret: string): boolean {
  const digest = (code: string) =>
    createHmac("sha256", secret)
      .update(code.toUpperCase().replace(/[^A-Z0-9]/g, ""))
      .digest();
  return timingSafeEqual(digest(typed), digest(setupCode(secret)));
}
