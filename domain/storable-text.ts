/**
 * Text that can be kept: PostgreSQL holds no NUL, and half of a surrogate pair has no encoding at all, so that what is
 * written would not be what was sent.
 */

/** NUL, or a surrogate without its other half. */
const NOT_STORABLE = /\u0000|\p{Surrogate}/u;

/** Where in a value there is text that cannot be kept, as "recipe.prompt"; null when all can be. "" is the value itself. */
export function findUnstorable(value: unknown, path = ""): string | null {
  if (typeof value === "string") return NOT_STORABLE.test(value) ? path : null;
  if (typeof value !== "object" || value === null) return null;
  for (const [key, held] of Object.entries(value)) {
    if (NOT_STORABLE.test(key)) return path;
    const found = findUnstorable(held, path === "" ? key : `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}
