import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { PageContents } from "../platform/page-contents";
import { concerns, maySendOld, type ContentNotice } from "./content-notice";

/** A page as it was sent to a visitor. */
export interface KeptPage {
  /** Names and values as they were set, those of the connection left out. */
  headers: readonly (readonly [string, string | string[]])[];
  /** Encoded as the visitor's browser asked for. */
  body: Buffer;
}

/** What a page is kept by. */
export interface PageKey {
  text: string;
  /** Whose content notices are about it. */
  model: string;
}

/** A page with all that decides how long it may be kept. */
export interface RenderedPage extends KeptPage {
  key: PageKey;
  /** Null where it may show anything of its model. */
  contents: PageContents | null;
  /** When it was begun, by {@link clock}. */
  begun: number;
}

/** A page as it is found, to be sent. */
export interface FoundPage extends KeptPage {
  etag: string;
  /** Not as it would be rendered now: it may be sent, but is to be rendered anew. */
  old: boolean;
  /** Old for so long that whoever asks had better wait for the new one, unless a crowd does. */
  overdue: boolean;
}

/** What is on a page and no notice tells, such as the time of day, is no older. */
const FRESH_MS = 10 * 60_000;
/** Whoever waits for new figures comes again within minutes. */
const OVERDUE_MS = 5 * 60_000;
/** In a crowd an old page is better than none, but not for ever. */
const LONGEST_MS = 30 * 60_000;
/** A page that took longer is not kept: what was announced before is not remembered. */
const LONGEST_RENDER_MS = 60_000;

/** Milliseconds of a clock that never goes back, and is the same in every process of a machine. */
export const clock = (): number => Number(process.hrtime.bigint()) / 1e6;

type Kept = RenderedPage & {
  etag: string;
  /** When it became old. */
  oldAt: number;
};

/**
 * Finished pages by what was asked for, the least read going first once they take more than `bytes`. A page is not kept if
 * a change that concerns it has been announced since it was begun, here or in another process; where the change is of what
 * workers compute, it is kept and is old.
 */
export class PageCache {
  private readonly pages: LRUCache<string, Kept>;
  private notices: { at: number; notice: ContentNotice | "anything" }[] = [];

  constructor(bytes: number) {
    this.pages = new LRUCache({
      maxSize: bytes,
      maxEntrySize: Math.ceil(bytes / 8),
      sizeCalculation: ({ body }, key) => body.length + 2 * key.length + 1024,
      ttl: LONGEST_MS,
    });
  }

  get(key: PageKey): FoundPage | undefined {
    const page = this.pages.get(key.text);
    const now = clock();
    return page && { ...page, old: now >= page.oldAt, overdue: now >= page.oldAt + OVERDUE_MS };
  }

  /** @returns whether it is kept; not if one is that was begun later, so that all processes end up with the same */
  keep(page: RenderedPage): boolean {
    if (page.begun < clock() - LONGEST_RENDER_MS) return false;
    if ((this.pages.peek(page.key.text)?.begun ?? -Infinity) > page.begun) return false;
    const since = this.notices.filter(({ at, notice }) => at >= page.begun && isConcerned(page, notice));
    if (since.some(({ notice }) => !maySendOld(notice))) return false;
    const etag = `"${createHash("sha256").update(page.body).digest("base64url").slice(0, 22)}"`;
    this.pages.set(page.key.text, { ...page, etag, oldAt: since[0]?.at ?? page.begun + FRESH_MS });
    return true;
  }

  forget(key: PageKey): void {
    this.pages.delete(key.text);
  }

  /** Forgets the pages that a change concerns, or takes them for old. */
  heed(notice: ContentNotice | "anything"): void {
    const at = clock();
    this.notices = this.notices.filter((earlier) => earlier.at >= at - LONGEST_RENDER_MS);
    this.notices.push({ at, notice });
    for (const [text, page] of this.pages.entries()) {
      if (!isConcerned(page, notice)) continue;
      if (maySendOld(notice)) page.oldAt = Math.min(page.oldAt, at);
      else this.pages.delete(text);
    }
  }
}

const isConcerned = ({ key, contents }: RenderedPage, notice: ContentNotice | "anything"): boolean =>
  concerns(notice, key.model, contents);
