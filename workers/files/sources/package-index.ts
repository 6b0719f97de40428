/** Where a wheel is, by the "simple" API of Python package indexes, as JSON (PEP 691) or HTML (PEP 503). */
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { cancelled } from "./fetch-options";
import { pipIndexes } from "./pip-settings";

export interface FoundWheel {
  url: string;
  /** An authorization, where the index wants one and the wheel lies on the same host. */
  headers: Readonly<Record<string, string>>;
}

const JSON_TYPE = "application/vnd.pypi.simple.v1+json";
const ACCEPTED = `${JSON_TYPE}, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1`;
/** Packages with thousands of files have pages of some megabytes. */
const LARGEST_PAGE = 32 << 20;

const project = z.looseObject({ files: z.array(z.looseObject({ filename: z.string(), url: z.string() })) });

/**
 * Asks pip's indexes one after the other. Throws NOT_FOUND where none has the wheel, NETWORK where none answers,
 * UNAVAILABLE where pip is told to use none, CANCELLED.
 */
export async function findWheel(
  { package: name, wheel }: { package: string; wheel: { file: string } },
  signal?: AbortSignal,
): Promise<FoundWheel> {
  const indexes = await pipIndexes();
  if (indexes.length === 0)
    throw new FeaturescopeError(
      "UNAVAILABLE",
      `${wheel.file} cannot be fetched: pip is set up to use no index.`,
      "Set PIP_INDEX_URL to one.",
    );
  let failure: unknown;
  for (const index of indexes) {
    try {
      const found = await askIndex(index, name, wheel.file, signal);
      if (found) return found;
    } catch (error) {
      if (signal?.aborted) throw cancelled(wheel.file);
      failure ??= error;
    }
  }
  if (failure instanceof FeaturescopeError) throw failure;
  throw new FeaturescopeError(
    "NOT_FOUND",
    `${indexes.map(shown).join(" and ")} ${indexes.length > 1 ? "have" : "has"} no ${wheel.file}.`,
    "Set PIP_INDEX_URL to an index that has the package.",
  );
}

/** The name of a project in addresses (PEP 503). */
const normalised = (name: string) => name.replace(/[-_.]+/g, "-").toLowerCase();

/** Without a password. */
const shown = (index: string) => {
  const url = new URL(index);
  return `${url.origin}${url.pathname}`;
};

async function askIndex(
  index: string,
  name: string,
  file: string,
  signal?: AbortSignal,
): Promise<FoundWheel | null> {
  const base = new URL(index.endsWith("/") ? index : `${index}/`);
  const headers = authorization(base);
  const page = new URL(`${normalised(name)}/`, base);
  page.username = page.password = "";
  const answer = await askPage(page, headers, signal);
  if (!answer) return null;
  const found = filesOf(answer).find(({ filename }) => filename === file);
  if (!found) return null;
  const url = new URL(found.url, answer.url);
  url.hash = "";
  if (url.protocol !== "https:" && url.protocol !== "http:") return null;
  return { url: url.href, headers: url.origin === page.origin ? headers : {} };
}

function authorization({ username, password }: URL): Record<string, string> {
  if (!username) return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
}

interface Page {
  url: string;
  json: boolean;
  text: string;
}

/** null where the index does not have the project. */
async function askPage(
  page: URL,
  headers: Record<string, string>,
  signal?: AbortSignal,
): Promise<Page | null> {
  const failed = (why: string, cause?: unknown) =>
    new FeaturescopeError(
      "NETWORK",
      `The package index at ${page.href} could not be read: ${why}.`,
      "Check the network and pip's settings (pip config list).",
      { cause },
    );
  let response: Response;
  try {
    response = await fetch(page, { headers: { ...headers, accept: ACCEPTED }, signal: signal ?? null });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : "";
    throw failed(cause || String(error), error);
  }
  if (response.status === 404) return null;
  if (!response.ok) throw failed(`it answers with status ${response.status}`);
  const text = await textOf(response, () => failed(`it sends more than ${LARGEST_PAGE} bytes`));
  return {
    url: response.url || page.href,
    json: response.headers.get("content-type")?.includes("json") === true,
    text,
  };
}

async function textOf(response: Response, tooLarge: () => FeaturescopeError): Promise<string> {
  const utf8 = new TextDecoder();
  const reader = response.body?.getReader();
  let text = "";
  let bytes = 0;
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    bytes += next.value.length;
    if (bytes > LARGEST_PAGE) {
      await reader?.cancel();
      throw tooLarge();
    }
    text += utf8.decode(next.value, { stream: true });
  }
  return text + utf8.decode();
}

function filesOf({ url, json, text }: Page): { filename: string; url: string }[] {
  if (!json) return linksOf(text);
  try {
    return project.parse(JSON.parse(text)).files;
  } catch (cause) {
    throw new FeaturescopeError(
      "NETWORK",
      `What ${url} sends is no list of a package's files.`,
      "Check pip's settings: the address of an index mostly ends with /simple/.",
      { cause },
    );
  }
}

/** Of a page of HTML: <a href="...">file</a>. */
function linksOf(html: string): { filename: string; url: string }[] {
  return Array.from(
    html.matchAll(/<a\s[^>]*?href\s*=\s*["']([^"']+)["'][^>]*>([^<]*)<\/a>/gi),
    ([, href = "", name = ""]) => ({
      filename: name.trim(),
      url: href.replace(/&amp;/g, "&"),
    }),
  );
}
