import { formatCount, formatCounted, formatPercent } from "@/domain/format";
import type { PrefixNode, PrefixTree } from "@/domain/prefix-tree";
import type { FeatureAddress } from "@/domain/urls";
import { KinTree, type KinNode } from "./kin-tree";

const TIP = "Of the tokens at which it fires, at how many the feature above fires, too";

interface Props {
  root: PrefixNode;
  /** The feature that was asked for. */
  here: FeatureAddress;
}

/** What a feature of a Matryoshka SAE is a case of, and what its own cases are. */
export function CaseTree({ root, here }: Props) {
  return (
    <KinTree
      title={`Feature ${here.index} of ${here.sae} and its cases`}
      name="Cases"
      root={kinNode(here, root)}
      here={here}
      alone="No later feature fires mostly where it fires: it has no cases here."
    />
  );
}

/** How many features the parts of a Matryoshka SAE have: "20, then 180, then 400". */
export const sayParts = ({ ends }: Pick<PrefixTree, "ends">): string =>
  ends.map((end, i) => formatCount(end - (ends[i - 1] ?? 0))).join(", then ");

function kinNode(here: FeatureAddress, node: PrefixNode): KinNode {
  const { index, name, share, shared, children, left } = node;
  return {
    address: { ...here, index },
    name,
    kinship: share === null ? null : { strength: share, figure: formatPercent(share), tip: TIP, shared },
    children: children.map((child) => kinNode(here, child)),
    into: `${formatCounted(children.length + left, "case")} among later features`,
    listName: `Cases of ${here.sae}/${index}`,
    more: left > 0 ? `and ${left} more that fire elsewhere, too` : null,
  };
}
