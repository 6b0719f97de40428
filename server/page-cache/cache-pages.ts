/**
 * Pages of SAEs and features, kept whole for visitors by each process that serves pages. What is on such a page changes
 * with a merge, a label or a map, and then the database says so (triggers of migration content_notices_computed); until
 * then everybody who is nobody in particular gets the same bytes. After what a person has done, the next who asks gets the
 * new page; after what workers have computed, which is often of many pages at once, the old one until it has been rendered
 * anew behind the readers' backs. The nonce of the content security policy is among them:
 * it was drawn after everything that it is to tell from scripts of ours, so that nobody who knows it can still add to the
 * page.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Pool } from "pg";
import { Counter } from "prom-client";
import { collectContents } from "../platform/page-contents";
import { ChangeFeed } from "../platform/streams/change-feed";
import { receivePages, sendPage } from "./across-processes";
import { cacheablePage, type CacheablePage } from "./cacheable";
import { CONTENT_NOTICES } from "./content-notice";
import { clock, PageCache, type FoundPage } from "./page-cache";
import { Refresher } from "./refresher";
import { RequestPace } from "./request-pace";
import { recordBody, recordHeaders } from "./record-answer";

export type Render = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** No page that is longer is kept. */
const LONGEST_PAGE_BYTES = 2 * 1024 * 1024;
/** Proxies may keep it, too, but ask each time whether it is still so; what has a cookie is another answer. */
const CACHE_CONTROL = "public, no-cache";
const VARY = ["Cookie", "Authorization", "X-API-Key"];

interface Options {
  /** Of all pages together. */
  bytes: number;
  url: () => string;
  pool: () => Pool;
}

export interface CachedPages {
  /** Renders a page, or sends the copy that is kept of it. */
  show: Render;
  /** Whether a copy would be sent, which costs next to nothing. */
  isKept(request: IncomingMessage): boolean;
}

export function cachePages(render: Render, { bytes, url, pool }: Options): CachedPages {
  const cache = new PageCache(bytes);
  const beingRendered = new Map<string, Promise<void>>();
  const refresher = new Refresher();
  const pace = new RequestPace();
  const results = new Counter({
    name: "featurescope_page_cache_total",
    help: "Pages of SAEs and features for visitors: sent from the copy that is kept, be it old, or rendered.",
    labelNames: ["result"],
  });
  const feed = new ChangeFeed(url, CONTENT_NOTICES);
  feed.subscribe((notice) => cache.heed(notice));
  receivePages((page) => {
    if (feed.connections > 0) cache.keep(page);
  });

  const isKept = (request: IncomingMessage): boolean => {
    const page = feed.connections === 0 ? null : cacheablePage(request);
    return page !== null && cache.get(page) !== undefined;
  };

  const show: Render = async (request, response) => {
    // without the connection nobody would say that a page has changed
    const page = feed.connections === 0 ? null : cacheablePage(request);
    if (!page) return render(request, response);
    const kept = cache.get(page) ?? (await beingRendered.get(page.text), cache.get(page));
    pace.count();
    // with few readers nothing is gained by an old page, and in a crowd each who waits has others wait, too
    const found = kept?.overdue && pace.isCalm ? undefined : kept;
    results.inc({ result: found ? (found.old ? "old" : "kept") : "rendered" });
    if (found) {
      send(found, request, response);
      if (found.old)
        refresher.refresh(request, page.text, {
          isNeeded: () => cache.get(page)?.old ?? false,
          render: (again, answer) => refresh(page, again, answer),
        });
      return;
    }
    const rendering = renderAndKeep(page, request, response);
    const over = rendering.then(
      () => undefined,
      () => undefined,
    );
    beingRendered.set(page.text, over);
    try {
      await rendering;
    } finally {
      if (beingRendered.get(page.text) === over) beingRendered.delete(page.text);
    }
  };
  return { show, isKept };

  /** @returns whether it is kept */
  async function renderAndKeep(
    page: CacheablePage,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<boolean> {
    const begun = clock();
    const body = recordBody(response, LONGEST_PAGE_BYTES);
    const contents = await collectContents(() => render(request, response));
    const sent = response.writableFinished || (await isFinished(response)) ? body() : null;
    const headers = recordHeaders(response);
    const type = String(response.getHeader("content-type") ?? "");
    if (sent === null || response.statusCode !== 200 || !type.startsWith("text/html")) return false;
    if (response.hasHeader("set-cookie") || !(await isSettled(pool(), page))) return false;
    const { text, model } = page;
    const rendered = { key: { text, model }, headers, body: sent, contents, begun };
    if (feed.connections === 0 || !cache.keep(rendered)) return false;
    sendPage(rendered);
    return true;
  }

  /** An old page that cannot be kept anew is sent no more. */
  async function refresh(
    page: CacheablePage,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    results.inc({ result: "refreshed" });
    let isKept = false;
    try {
      isKept = await renderAndKeep(page, request, response);
    } finally {
      if (!isKept && cache.get(page)?.old) cache.forget(page);
    }
  }
}

function send(page: FoundPage, request: IncomingMessage, response: ServerResponse): void {
  for (const [name, value] of page.headers) response.setHeader(name, value);
  response.setHeader("cache-control", CACHE_CONTROL);
  response.appendHeader("vary", VARY);
  response.setHeader("etag", page.etag);
  if (request.headers["if-none-match"] === page.etag) {
    response.removeHeader("content-encoding");
    response.writeHead(304).end();
    return;
  }
  response.setHeader("content-length", page.body.length);
  response.writeHead(200).end(page.body);
}

function isFinished(response: ServerResponse): Promise<boolean> {
  if (response.closed) return Promise.resolve(response.writableFinished);
  return new Promise((resolve) => {
    const end = () => resolve(response.writableFinished);
    response.once("close", end).once("finish", end);
  });
}

/** True for a public SAE none of whose collections is under way: the pages of others change with the time of day. */
async function isSettled(pool: Pool, { model, sae }: CacheablePage): Promise<boolean> {
  const { rows } = await pool.query<{ settled: boolean }>(
    `SELECT NOT EXISTS (
       SELECT 1 FROM collection c WHERE c.sae_id = s.id AND c.state NOT IN ('done', 'failed', 'cancelled')
     ) AS settled
     FROM sae s JOIN language_model m ON m.id = s.model_id
     WHERE m.id = $1 AND s.slug = $2 AND s.visibility = 'public' AND m.visibility = 'public'`,
    [model, sae],
  );
  return rows[0]?.settled ?? false;
}
