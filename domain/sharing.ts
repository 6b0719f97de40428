import { localPath } from "./urls";

/** What a page can be shared as: a short address, a citation, a frame in somebody else's page. */

/** Characters of an address that a short link can stand for. */
export const SHARED_PATH_LIMIT = 4_000;

/** Pages about the reader, and short links themselves: there is nothing to share. */
const NOT_SHARED = new Set(["admin", "embed", "problem", "register", "s", "settings", "sign-in"]);

/** The base is thrown away again; what resolves to another origin was no address of this site. */
const HERE = "http://here.invalid";

/**
 * The one way of writing an address of a page, so that the same view always has the same short link: parameters in
 * order, no fragment. Null for what is no page of this site that can be shared.
 */
export function sharedPath(text: string): string | null {
  if (text.length > SHARED_PATH_LIMIT || localPath(text) !== text || !URL.canParse(text, HERE)) return null;
  const { origin, pathname, searchParams } = new URL(text, HERE);
  const path = localPath(pathname);
  if (origin !== HERE || path !== pathname || NOT_SHARED.has(pathname.split("/")[1] ?? "")) return null;
  searchParams.sort();
  return searchParams.size === 0 ? path : `${path}?${searchParams}`;
}

/** What is cited. */
export interface Citation {
  /** What the BibTeX entry is called. */
  key: string;
  title: string;
  /** Who made it, where it is somebody's. */
  author: string | null;
  /** When what is shown was computed or written. */
  date: Date | null;
  /** What fixes the numbers: "model stories15m" and the SHA-256 of its weights, and so on. */
  hashes: readonly (readonly [name: string, sha256: string])[];
  /** Of the program. */
  version: string;
}

const day = (date: Date) => date.toISOString().slice(0, 10);

/** One paragraph for a text. @param url the address to give, whole */
export function plainCitation(citation: Citation, url: string, visited: Date): string {
  const { title, author, date, hashes, version } = citation;
  return [
    `${author === null ? "" : `${author}. `}${title}.`,
    `Featurescope ${version}${date ? `, ${day(date)}` : ""}.`,
    `${url} (visited ${day(visited)}).`,
    ...(hashes.length > 0 ? [`SHA-256: ${hashes.map(([name, hash]) => `${name} ${hash}`).join("; ")}.`] : []),
  ].join(" ");
}

/** An entry for BibTeX. @param url the address to give, whole */
export function bibtexCitation(citation: Citation, url: string, visited: Date): string {
  const { key, title, author, date, hashes, version } = citation;
  const fields: [string, string | null][] = [
    ["author", author && `{${escapeBibtex(author)}}`],
    ["title", `{${escapeBibtex(title)}}`],
    ["year", date && String(date.getUTCFullYear())],
    ["howpublished", `Featurescope ${escapeBibtex(version)}`],
    ["url", escapeUrl(url)],
    ["urldate", day(visited)],
    [
      "note",
      hashes.length > 0
        ? hashes.map(([name, hash]) => `${escapeBibtex(name)} sha256 ${hash}`).join("; ")
        : null,
    ],
  ];
  const lines = fields.flatMap(([name, value]) => (value === null ? [] : [`  ${name} = {${value}}`]));
  return `@misc{${key.replace(/[^A-Za-z0-9:_-]+/g, "-")},\n${lines.join(",\n")}\n}`;
}

const BIBTEX: Record<string, string> = {
  "\\": "\\textbackslash{}",
  "{": "\\{",
  "}": "\\}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
};

/** Braces that do not pair would end the entry, and a backslash would be a command. */
function escapeBibtex(text: string): string {
  return text.replace(/[\\{}~^%&$#_]/g, (sign) => BIBTEX[sign] ?? `\\${sign}`).replace(/\s+/g, " ");
}

/** A URL has none of these unescaped but for hosts and queries typed by hand. */
function escapeUrl(url: string): string {
  return url.replace(/[{}\\\s]/g, (sign) => encodeURIComponent(sign));
}

/**
 * The lines to paste into another page. The frame tells its height, and the second line lets it have it.
 * @param url of the embedded page, whole
 */
export function embedSnippet(url: string, title: string): string {
  return [
    `<iframe src="${attribute(url)}" title="${attribute(title)}" width="100%" height="420" loading="lazy" style="border: 0"></iframe>`,
    '<script>addEventListener("message", (e) => { if (e.data?.type === "featurescope:height") for (const f of document.querySelectorAll("iframe")) if (f.contentWindow === e.source) f.height = e.data.height; });</script>',
  ].join("\n");
}

function attribute(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll('"', "&quot;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
