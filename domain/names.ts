/** Names in addresses, made from what people call things. */
import anyAscii from "any-ascii";
import { FeaturescopeError } from "./errors";

/** Characters of a name; other scripts take several for one. */
const LONGEST = 80;

/**
 * A readable name for addresses: lower case, digits, dots and hyphens, other scripts written with Latin letters
 * ("日本" becomes "riben"). Null where nothing of it can be read.
 */
export function slugOf(text: string): string | null {
  const slug = anyAscii(text)
    .toLowerCase()
    .replace(/['’]/g, "")
    .replace(/[^a-z0-9.]+/g, "-")
    .slice(0, LONGEST)
    .replace(/^[-.]+|[-.]+$/g, "");
  return slug === "" ? null : slug;
}

/** The end of a name that tells what is called alike apart: the first digits of its hash. */
export const hashSuffix = (sha256: string): string => sha256.slice(0, 8);

/** First segments of addresses that are no models: pages, files for browsers (tests/unit/names.test.ts). */
export const RESERVED_MODEL_IDS: ReadonlySet<string> = new Set([
  "admin",
  "api",
  "api-docs",
  "benchmark",
  "compare",
  "dev",
  "embed",
  "favicon.ico",
  "icon.svg",
  "icons",
  "label",
  "learn",
  "lens",
  "lists",
  "manifest.webmanifest",
  "map",
  "problem",
  "register",
  "robots.txt",
  "s",
  "safety",
  "search",
  "settings",
  "sign-in",
  "social.png",
  "steer",
  "trace",
  "u",
  "vectors",
]);

/** Throws BAD_INPUT for the address of a page, under which a model could never be reached. */
export function checkModelId(id: string): void {
  if (RESERVED_MODEL_IDS.has(id))
    throw new FeaturescopeError(
      "BAD_INPUT",
      `/${id} is the address of a page, so no model can be called "${id}".`,
      "Name the model with --name.",
    );
}
