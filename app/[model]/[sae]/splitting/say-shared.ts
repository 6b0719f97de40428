/** The words that two features have in common, as a line. @param shared null while one of them has no examples */
export function sayShared(shared: readonly string[] | null): string {
  if (shared === null) return "no examples of one of them yet";
  return shared.length > 0 ? `both: ${shared.join(", ")}` : "no word in common";
}
