/** Where the REST API has a procedure, and how a request there becomes its input. */
export interface RestAddress {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below /api/v1, with parameters in braces. */
  path: string;
  summary: string;
  /** Where the procedure's input is nested: what a request says is put under these names. */
  nest?: Record<string, readonly string[]>;
  /** Parameters of the address that are numbers. */
  numbers?: readonly string[];
  /** Query parameters beyond those in the procedure's input. */
  query?: Record<string, string>;
}

/** Under which addresses of a feature begin. */
export const FEATURE_PATH = "/models/{model}/saes/{sae}/features/{index}";

/** Names in braces of a path, in order. */
export function parametersOf({ path }: RestAddress): string[] {
  return Array.from(path.matchAll(/\{(\w+)\}/g), ([, name = ""]) => name);
}
