import type { MemberRow } from "./neighbour-queries";
import { memberName, sharedWords, type WordShares } from "./shared-words";

/** What nodes of trees of features have in common. */
interface TreeNode<N> {
  index: number;
  /** Best first. */
  children: N[];
  /** Further children. */
  left: number;
}

/** A node with the texts that its children are compared with. */
export interface TreeEntry<N> {
  node: N;
  row: MemberRow | undefined;
}

/** Under one node no more are shown. */
const MOST_CHILDREN = 24;

export const rowName = (row: MemberRow | undefined): string => (row ? memberName(row) : "");

/**
 * Hangs features below the nodes of a level.
 * @param found what belongs where, best first @param rows what is known of each child of `found`
 * @param make a node without children; `shared` is null while it or the node above has no examples
 * @returns the next level
 */
export function growTree<N extends TreeNode<N>, F extends { parent: number; child: number }>(
  level: readonly TreeEntry<N>[],
  { found, rows, share }: { found: readonly F[]; rows: readonly MemberRow[]; share: WordShares },
  make: (one: F, name: string, shared: string[] | null) => N,
): TreeEntry<N>[] {
  const parents = new Map(level.map((entry) => [entry.node.index, entry]));
  return found.flatMap((one, n) => {
    const above = parents.get(one.parent);
    if (!above) return [];
    if (above.node.children.length === MOST_CHILDREN) {
      above.node.left++;
      return [];
    }
    const row = rows[n];
    const node = make(one, rowName(row), row && above.row ? sharedWords(above.row, row, share) : null);
    above.node.children.push(node);
    return [{ node, row }];
  });
}
