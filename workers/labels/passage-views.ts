import type { Pool } from "pg";
import type { CollectionTarget } from "../dashboards/collection-target";
import { readPassagesAt } from "../dashboards/corpus-passages";
import type { Lexer, TextView } from "./text-view";

/** Tokens that are kept: 20 bytes each. */
const MOST_TOKENS = 2_000_000;

/** Passages of a corpus as labels see them. Those that were asked for last are kept, for blocks share most of theirs. */
export class PassageViews {
  private readonly kept = new Map<number, TextView>();
  private tokens = 0;

  constructor(
    private readonly pool: Pool,
    private readonly target: CollectionTarget,
    private readonly lexer: Lexer,
  ) {}

  /** Views by number of the passage; one that is not there is left out. */
  async at(passages: readonly number[]): Promise<Map<number, TextView>> {
    const { corpusId: id, model } = this.target;
    const asked = [...new Set(passages)];
    const missing = asked.filter((passage) => !this.kept.has(passage));
    const texts = await readPassagesAt(this.pool, { id, vocabulary: model.vocabulary }, missing);
    const found = new Map<number, TextView>();
    for (const passage of asked) {
      const ids = texts.get(passage);
      const view = this.kept.get(passage) ?? (ids && this.lexer.view(ids));
      if (view) found.set(passage, view);
    }
    for (const [passage, view] of found) this.keep(passage, view);
    return found;
  }

  private keep(passage: number, view: TextView): void {
    if (this.kept.delete(passage)) this.tokens -= view.ids.length;
    this.kept.set(passage, view);
    this.tokens += view.ids.length;
    for (const [oldest, { ids }] of this.kept) {
      if (this.tokens <= MOST_TOKENS) break;
      this.kept.delete(oldest);
      this.tokens -= ids.length;
    }
  }
}
