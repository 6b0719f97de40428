import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import type { MeaningRow, ResolvedFilters } from "@/domain/meaning";
import { filterSql, statementValues } from "@/prisma/search-filters";
import { VectorTable } from "./vector-table";
import { innerProduct, unpackVector } from "./vector-codec";

/** Rows that are looked at first, for every one wanted; four times as many each time that they do not suffice. */
const FIRST_LOOK = 3;
/** Rows that are taken up at once, while nothing else is answered: some 30 ms. */
const CHUNK = 4_096;
/** A chosen set of texts is kept so long, for the pages that follow. */
const SUBSET_FRESH_MS = 30_000;

export interface MeaningPlace {
  value: number;
  saeId: number;
  feature: number;
}

/**
 * Search by meaning over the vectors in `text_vector`. All of them are compared with the query in memory with 8 bits a
 * number; those that come close are compared again exactly, so that the ranking is that of the stored vectors.
 */
export class MeaningIndex {
  /** Row of the table -> text_vector.id. */
  private readonly ids: number[] = [];
  private readonly rowOf = new Map<number, number>();
  private subset: { key: string; at: number; rows: ReadonlySet<number> } | undefined;
  private refreshing: Promise<void> | undefined;

  private constructor(
    private readonly pool: Pool,
    private readonly table: VectorTable,
  ) {}

  static async create(pool: Pool): Promise<MeaningIndex> {
    return new MeaningIndex(pool, await VectorTable.create());
  }

  get size(): number {
    return this.ids.length;
  }

  /**
   * Takes up the vectors that have been written since; rows of `text_vector` never change. After `mostMs` it goes on
   * beside the searches. True when everything has been taken up.
   */
  refresh(mostMs?: number): Promise<boolean> {
    const all = (this.refreshing ??= this.readNew().finally(() => (this.refreshing = undefined))).then(
      () => true,
    );
    return mostMs === undefined ? all : Promise.race([all, sleep(mostMs, false)]);
  }

  /**
   * The features after `from` whose labels are closest to the query: largest cosine first, ties by SAE and feature. A
   * feature counts with its closest label.
   */
  async search(
    query: Float32Array,
    filters: ResolvedFilters,
    from: MeaningPlace | null,
    size: number,
  ): Promise<MeaningRow[]> {
    let allowed: ReadonlySet<number> | undefined;
    for (let looked = FIRST_LOOK * size; ; looked *= 4) {
      const most = from ? from.value + this.table.uncertainty : Infinity;
      const candidates = await this.table.nearest(query, looked, { most, ...(allowed ? { allowed } : {}) });
      const complete = candidates.length < looked;
      // what was not looked at lies below this
      const certain = complete ? -Infinity : (candidates.at(-1)?.score ?? 0) + this.table.uncertainty;
      const ranked = (
        await this.readFeatures(
          query,
          filters,
          candidates.map(({ row }) => this.ids[row] ?? 0),
        )
      )
        .filter((row) => row.value >= certain && (!from || isAfter(row, from)))
        .sort((a, b) => b.value - a.value || a.saeId - b.saeId || a.feature - b.feature);
      if (complete || ranked.length >= size) return ranked.slice(0, size);
      // few of the closest pass the filters: look among those alone that do
      allowed ??= await this.readSubset(filters);
    }
  }

  /** Features that pass the filters and have one of the texts, each with its closest label. */
  private async readFeatures(
    query: Float32Array,
    filters: ResolvedFilters,
    ids: readonly number[],
  ): Promise<MeaningRow[]> {
    const { values, value } = statementValues([ids]);
    const conditions = filterSql(filters, value);
    const { rows } = await this.pool.query<{ saeId: number; feature: number; text: string; vector: Buffer }>(
      `WITH found AS MATERIALIZED (
         SELECT DISTINCT l.sae_id, l.feature
         FROM text_vector v JOIN label l ON md5(l.text)::uuid = v.key
           JOIN search_document d ON d.sae_id = l.sae_id AND d.feature = l.feature
         WHERE v.id = ANY($1) AND l.state NOT IN ('withdrawn', 'hidden')${conditions}
       )
       SELECT l.sae_id AS "saeId", l.feature, l.text, v.vector
       FROM found f JOIN label l ON l.sae_id = f.sae_id AND l.feature = f.feature
         JOIN text_vector v ON v.key = md5(l.text)::uuid
       WHERE l.state NOT IN ('withdrawn', 'hidden')`,
      values,
    );
    const best = new Map<string, MeaningRow>();
    for (const { saeId, feature, text, vector } of rows) {
      const closeness = innerProduct(query, unpackVector(vector));
      const key = `${saeId} ${feature}`;
      if (closeness > (best.get(key)?.value ?? -Infinity))
        best.set(key, { saeId, feature, text, value: closeness });
    }
    return [...best.values()];
  }

  private async readSubset(filters: ResolvedFilters): Promise<ReadonlySet<number>> {
    const key = `${this.size} ${JSON.stringify(filters)}`;
    if (this.subset?.key === key && Date.now() - this.subset.at < SUBSET_FRESH_MS) return this.subset.rows;
    const { values, value } = statementValues();
    const conditions = filterSql(filters, value);
    const { rows } = await this.pool.query<{ ids: number[] | null }>(
      `SELECT array_agg(DISTINCT v.id) AS ids
       FROM search_document d JOIN label l ON l.sae_id = d.sae_id AND l.feature = d.feature
         JOIN text_vector v ON v.key = md5(l.text)::uuid
       WHERE l.state NOT IN ('withdrawn', 'hidden')${conditions}`,
      values,
    );
    const chosen = new Set((rows[0]?.ids ?? []).flatMap((id) => this.rowOf.get(id) ?? []));
    this.subset = { key, at: Date.now(), rows: chosen };
    return chosen;
  }

  private async readNew(): Promise<void> {
    for (;;) {
      const { rows } = await this.pool.query<{ id: number; vector: Buffer }>(
        `SELECT id, vector FROM text_vector WHERE id > $1 ORDER BY id LIMIT ${CHUNK}`,
        [this.ids.at(-1) ?? 0],
      );
      for (const { id, vector } of rows) {
        this.rowOf.set(id, this.ids.length);
        this.ids.push(id);
        this.table.add(unpackVector(vector));
      }
      if (rows.length < CHUNK) return;
    }
  }
}

function isAfter(row: MeaningRow, from: MeaningPlace): boolean {
  if (row.value !== from.value) return row.value < from.value;
  return row.saeId !== from.saeId ? row.saeId > from.saeId : row.feature > from.feature;
}
