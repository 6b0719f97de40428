import type { IncomingMessage } from "node:http";
import { FeaturescopeError } from "@/domain/errors";

/** What is refused before anything is done with a request. */

/** Bytes of a body below /api: everything that is taken there is text of a person or a program. */
export const API_BODY_BYTES = 1024 * 1024;
/** Pages take nothing; what is small is read and forgotten. */
export const PAGE_BODY_BYTES = 16 * 1024;

const API_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const PAGE_METHODS = ["GET", "HEAD"];

export interface Refusal {
  error: FeaturescopeError;
  /** Methods that the address takes, where the method is what is wrong. */
  allow?: readonly string[];
}

/** The path of a request, without the query. */
export function pathOf({ url = "/" }: Pick<IncomingMessage, "url">): string {
  return url.split("?", 1)[0] ?? "/";
}

export function isApi(request: Pick<IncomingMessage, "url">): boolean {
  return pathOf(request).startsWith("/api/");
}

/** Why a request is not handed on; null for one that is. */
export function refusalOf(request: Pick<IncomingMessage, "url" | "method">): Refusal | null {
  const { url = "", method = "" } = request;
  if (!url.startsWith("/")) return { error: badAddress("It does not begin with a slash.") };
  if (!isDecodable(pathOf(request))) return { error: badAddress("A % in it begins nothing that is text.") };
  const allow = isApi(request) ? API_METHODS : PAGE_METHODS;
  if (allow.includes(method)) return null;
  return {
    allow,
    error: new FeaturescopeError(
      "METHOD",
      "This address does not take this method.",
      `It takes ${allow.join(", ")}.`,
    ),
  };
}

/** The largest body that a request may bring, in bytes. */
export const bodyLimit = (request: IncomingMessage): number =>
  isApi(request) ? API_BODY_BYTES : PAGE_BODY_BYTES;

export function tooLarge(limit: number): FeaturescopeError {
  return new FeaturescopeError("TOO_LARGE", "The request is too long.", `Send at most ${limit / 1024} KiB.`);
}

function badAddress(why: string): FeaturescopeError {
  return new FeaturescopeError("BAD_INPUT", `This address cannot be read. ${why}`, "Check the link.");
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
