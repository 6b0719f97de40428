import type { Random } from "@/domain/random";

const below = (random: Random, end: number) => Math.floor(random.uniform() * end);

/** Changes, cuts or repeats a few bytes, mostly near the ends, where headers and directories are. */
export function mutateBytes(original: Uint8Array, random: Random): Uint8Array {
  let bytes = Uint8Array.from(original);
  const place = () => {
    const span = random.uniform() < 0.7 ? Math.min(600, bytes.length) : bytes.length;
    const at = below(random, span);
    return random.uniform() < 0.5 ? at : Math.max(0, bytes.length - 1 - at);
  };
  for (let edits = 1 + below(random, 4); edits > 0 && bytes.length > 0; edits--) {
    const kind = random.uniform();
    if (kind < 0.7) bytes[place()] = below(random, 256);
    else if (kind < 0.8) {
      const at = place();
      bytes.fill(0xff, at, Math.min(bytes.length, at + 8));
    } else if (kind < 0.9) bytes = bytes.slice(0, place());
    else bytes.copyWithin(place(), place(), place() + 16);
  }
  return bytes;
}

const JUNK: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  0.5,
  1e15,
  2 ** 31,
  -(2 ** 53),
  1e308,
  "",
  "constructor",
  "\u0000\ud800",
  "a".repeat(500),
  [],
  {},
  [[[[]]]],
  [null],
  { type: "Sequence" },
];

/** Puts something else in the place of one value of a JSON text, or leaves it out, or has it twice. */
export function mutateJson(text: string, random: Random): string {
  const root: unknown = JSON.parse(text);
  const places: { parent: Record<string, unknown> | unknown[]; key: string }[] = [];
  const visit = (value: unknown) => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      places.push({ parent: value as Record<string, unknown>, key });
      visit(inner);
    }
  };
  visit(root);
  for (let edits = 1 + below(random, 3); edits > 0; edits--) {
    const chosen = places[below(random, places.length)];
    const other = places[below(random, places.length)];
    if (!chosen || !other) break;
    const parent = chosen.parent as Record<string, unknown>;
    const kind = random.uniform();
    if (kind < 0.6) parent[chosen.key] = JUNK[below(random, JUNK.length)];
    else if (kind < 0.8)
      parent[chosen.key] = structuredClone((other.parent as Record<string, unknown>)[other.key]);
    else if (Array.isArray(parent)) parent.splice(Number(chosen.key), 1);
    else Reflect.deleteProperty(parent, chosen.key);
  }
  return JSON.stringify(root);
}
