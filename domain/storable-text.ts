/**
 * Text that can be kept: PostgreSQL holds no NUL, and half of a surrogate pair has no encoding at all, so that what is
 * written would not be what was sent.
 */

/** NUL, or a surrogate without its other half. */
const NOT_STORABLE = /\u0000|\p{Surrogate}/u;

/**
 * Where in a value there is text that cannot be kept, as "recipe.prompt"; null when all can be. "" is the value itself.
 * Without recursion: what a client sends may be nested deeper than the stack is.
 */
export function findUnstorable(value: unknown): string | null {
  const left: { held: unknown; path: string }[] = [{ held: value, path: "" }];
  for (let next = left.pop(); next; next = left.pop()) {
    const { held, path } = next;
    if (typeof held === "string" && NOT_STORABLE.test(held)) return path;
    if (typeof held !== "object" || held === null) continue;
    const entries = Object.entries(held);
    if (entries.some(([key]) => NOT_STORABLE.test(key))) return path;
    for (const [key, inner] of entries.reverse())
      left.push({ held: inner, path: path === "" ? key : `${path}.${key}` });
  }
  return null;
}
