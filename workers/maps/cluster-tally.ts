import type { MapCluster } from "@/domain/feature-map";

/** What of a cluster, or of all features, has each name. */
export type Counts = Map<string, number>;

/** Counts by cluster, and over all features. */
export class ClusterTally {
  readonly all: Counts = new Map();
  private readonly own: ReadonlyMap<number, Counts>;

  constructor(private readonly tree: readonly MapCluster[]) {
    this.own = new Map(tree.map(({ id }) => [id, new Map<string, number>()]));
  }

  add(cluster: number, name: string, count: number): void {
    add(this.all, name, count);
    const own = this.own.get(cluster);
    if (own) add(own, name, count);
  }

  /** What is a cluster's is that of the one above it, too. */
  sumUp(): void {
    for (const { id, parent } of [...this.tree].reverse()) {
      const above = this.own.get(parent ?? -1);
      if (above) for (const [name, count] of this.of(id)) add(above, name, count);
    }
  }

  of(cluster: number): Counts {
    return this.own.get(cluster) ?? new Map<string, number>();
  }
}

export const sumOf = (counts: Counts): number => [...counts.values()].reduce((sum, count) => sum + count, 0);

function add(counts: Counts, name: string, count: number): void {
  counts.set(name, (counts.get(name) ?? 0) + count);
}
