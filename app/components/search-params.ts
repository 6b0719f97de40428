export type SearchParams = Record<string, string | string[] | undefined>;

/** A parameter that is written twice counts as its first writing. */
export function oneValue(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

export function singleValues(params: SearchParams): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, oneValue(value)]));
}
