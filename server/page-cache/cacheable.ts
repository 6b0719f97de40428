import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { parseCookies } from "better-auth/cookies";
import { readTheme, THEME_COOKIE } from "@/domain/theme";
import { pathOf } from "../http/requests";
import type { PageKey } from "./page-cache";

/** What a page is of. */
export interface CacheablePage extends PageKey {
  sae: string;
}

/** Headers that make an answer somebody's own, or another kind of document. */
const NEVER = ["authorization", "x-api-key", "rsc", "next-action", "range", "purpose"];
/** Headers that a page's bytes depend on. */
const ASKED = ["host", "x-forwarded-proto", "accept-encoding"];

const PAGE = /^\/(?!api\/|_next\/)(?:embed\/)?([^/]+)\/([^/]+)(?:\/\d{1,8})?$/;

/**
 * What a page is kept by, where it may be the page of an SAE or a feature and comes from a visitor of whom nothing is known
 * but the colours; null for everything else. Whether there is such an SAE is not asked here.
 */
export function cacheablePage(
  request: Pick<IncomingMessage, "method" | "url" | "headers">,
): CacheablePage | null {
  const { method, url = "/", headers } = request;
  if (method !== "GET" || NEVER.some((name) => headers[name] !== undefined)) return null;
  if (Object.keys(headers).some((name) => name.startsWith("next-router-"))) return null;
  const theme = themeOf(headers);
  if (theme === null) return null;
  const [, model, sae] = PAGE.exec(pathOf({ url })) ?? [];
  if (model === undefined || sae === undefined) return null;
  const text = JSON.stringify([url, theme, ...ASKED.map((name) => headers[name] ?? "")]);
  return { text, model: decodeURIComponent(model), sae: decodeURIComponent(sae) };
}

/** The colours asked for; null where there is any other cookie. */
function themeOf({ cookie }: IncomingHttpHeaders): string | null {
  if (cookie === undefined) return readTheme(undefined);
  const cookies = parseCookies(cookie);
  if ([...cookies.keys()].some((name) => name !== THEME_COOKIE)) return null;
  return readTheme(cookies.get(THEME_COOKIE));
}
