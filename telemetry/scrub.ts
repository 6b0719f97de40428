/**
 * What no line of a log holds, whoever wrote it there: queries of addresses (they carry tokens and what people type),
 * passwords in addresses of servers, keys, cookies. None of the patterns reaches over a quote, so JSON stays JSON.
 */
const RULES: readonly (readonly [RegExp, string])[] = [
  // scheme://user:password@host
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@"'\\]+@/gi, "$1[left out]@"],
  // /path?query and https://host/path?query
  [/((?:^|[\s"'(=])(?:[a-z][a-z0-9+.-]*:\/)?\/[^\s"'?\\]*)\?[^\s"'\\)]+/gi, "$1?[left out]"],
  [/\bfsk_[\w-]+/g, "[key left out]"],
  [/\b(bearer|basic)\s+[^\s"'\\,;]+/gi, "$1 [left out]"],
  [/\b((?:set-)?cookie|authorization|x-api-key)("\s*:\s*"|\s*[:=]\s*)[^"\\\n]+/gi, "$1$2[left out]"],
  [
    /(?<![a-z])(password|passwd|secret|token|api_?key)("\s*:\s*"|\s*[:=]\s*)[^\s"'\\,;&}\]]+/gi,
    "$1$2[left out]",
  ],
];

/** A text without them. */
export function scrub(text: string): string {
  return RULES.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), text);
}
