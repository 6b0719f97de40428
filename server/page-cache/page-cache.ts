import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";

/** A page as it was sent to a visitor. */
export interface KeptPage {
  /** Names and values as they were set, those of the connection left out. */
  headers: readonly (readonly [string, string | string[]])[];
  /** Encoded as the visitor's browser asked for. */
  body: Buffer;
  etag: string;
}

/** What a page is kept by. */
export interface PageKey {
  text: string;
  /** Whose content notices are about it. */
  model: string;
}

const LONGEST_AGE_MS = 10 * 60_000;

/**
 * Finished pages by what was asked for, the least read going first once they take more than `bytes`. A page that began
 * before a change was announced is not kept.
 */
export class PageCache {
  private readonly pages: LRUCache<string, KeptPage & { model: string }>;
  private readonly changes = new Map<string, number>();
  private changesOfAll = 0;

  constructor(bytes: number) {
    this.pages = new LRUCache({
      maxSize: bytes,
      maxEntrySize: Math.ceil(bytes / 8),
      sizeCalculation: ({ body }, key) => body.length + 2 * key.length + 1024,
      ttl: LONGEST_AGE_MS,
    });
  }

  get(key: PageKey): KeptPage | undefined {
    return this.pages.get(key.text);
  }

  /** Call before a page is begun; what it returns keeps the finished page, unless something has changed since. */
  begin(key: PageKey): (headers: KeptPage["headers"], body: Buffer) => void {
    const before = this.stateOf(key.model);
    return (headers, body) => {
      if (this.stateOf(key.model) !== before) return;
      const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
      this.pages.set(key.text, { headers, body, etag, model: key.model });
    };
  }

  /** Forgets the pages of a model, or all. */
  forget(model: string | null): void {
    if (model === null) {
      this.changesOfAll++;
      this.changes.clear();
      this.pages.clear();
      return;
    }
    this.changes.set(model, (this.changes.get(model) ?? 0) + 1);
    for (const [text, page] of this.pages.entries()) if (page.model === model) this.pages.delete(text);
  }

  private stateOf(model: string): string {
    return `${this.changesOfAll}.${this.changes.get(model) ?? 0}`;
  }
}
