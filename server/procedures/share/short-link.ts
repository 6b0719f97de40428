import { createHmac } from "node:crypto";
import { FeaturescopeError } from "@/domain/errors";
import { sharedPath } from "@/domain/sharing";
import { requireSecret } from "../../platform/auth/secret";
import { findShortLink } from "./queries";

/** 62^11 is 2^65: nobody finds a link by trying. */
const ID_LENGTH = 11;
const ID = /^[A-Za-z0-9]{11}$/;
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** From the path by a keyed hash: it tells nothing of the path, and cannot be had without the key. */
export function shortLinkId(path: string): string {
  const digest = createHmac("sha256", requireSecret()).update(`short link ${path}`).digest("hex");
  let rest = BigInt(`0x${digest}`);
  let id = "";
  for (let i = 0; i < ID_LENGTH; i++) {
    id += DIGITS[Number(rest % 62n)] ?? "";
    rest /= 62n;
  }
  return id;
}

/**
 * The path and query that a short link stands for; whether the viewer may open it is still to be asked.
 * @throws FeaturescopeError NOT_FOUND
 */
export async function linkTarget(id: string): Promise<string> {
  const path = ID.test(id) ? await findShortLink(id) : null;
  // checked again, so that no row, however it came there, leads to another site
  if (path !== null && sharedPath(path) === path) return path;
  throw nothingBehind();
}

/** The same for a link that nobody made and for one to what the viewer may not see, whose name is no business of theirs. */
export function nothingBehind(): FeaturescopeError {
  return new FeaturescopeError(
    "NOT_FOUND",
    "There is nothing behind this short link.",
    "Check it; it may have been cut off, or lead to something that is not public.",
  );
}

/** What of it names a page. */
export const pathnameOf = (path: string): string => path.split("?")[0] ?? path;
