import { MAP_SIZE, type MapCluster } from "@/domain/feature-map";

/** A name on the screen. */
export interface PlacedLabel {
  id: number;
  text: string;
  level: number;
  x: number;
  y: number;
}

/** Zoom from which names of a level appear. */
const APPEARS = [-Infinity, 0.9, 2];
const CHARACTER_PX = [8.4, 7.2, 6.6];
const HEIGHT_PX = 20;

/**
 * Names of clusters that fit: large clusters first, each only where it covers no earlier one.
 * @param toScreen from map coordinates (0 to 1) to pixels
 */
export function placeLabels(
  tree: readonly MapCluster[],
  zoom: number,
  size: { width: number; height: number },
  toScreen: (x: number, y: number) => readonly [number, number],
): PlacedLabel[] {
  const taken: { left: number; right: number; top: number; bottom: number }[] = [];
  const placed: PlacedLabel[] = [];
  const byId = new Map(tree.map((cluster) => [cluster.id, cluster]));
  // parts of a cluster without a name stand for it, and their parts for them
  const appears = ({ parent }: MapCluster) => {
    let above = byId.get(parent ?? -1);
    while (above && above.words.length === 0) above = byId.get(above.parent ?? -1);
    return APPEARS[above ? above.level + 1 : 0] ?? Infinity;
  };
  const candidates = tree
    .filter((cluster) => cluster.words.length > 0 && zoom >= appears(cluster))
    .sort((a, b) => a.level - b.level || b.size - a.size || a.id - b.id);
  for (const { id, level, words, x, y } of candidates) {
    const text = words.slice(0, level === 0 ? 3 : 2).join(" · ");
    const [px, py] = toScreen(x / MAP_SIZE, y / MAP_SIZE);
    const half = (text.length * (CHARACTER_PX[level] ?? 7)) / 2;
    const box = { left: px - half, right: px + half, top: py - HEIGHT_PX / 2, bottom: py + HEIGHT_PX / 2 };
    const inside = box.left >= 0 && box.right <= size.width && box.top >= 0 && box.bottom <= size.height;
    const free = taken.every(
      (other) =>
        box.right < other.left || box.left > other.right || box.bottom < other.top || box.top > other.bottom,
    );
    if (!inside || !free) continue;
    taken.push(box);
    placed.push({ id, text, level, x: px, y: py });
  }
  return placed;
}
