import { formatCounted } from "@/domain/format";
import type { SplitNode } from "@/domain/splitting";
import type { FeatureAddress } from "@/domain/urls";
import { KinTree, type KinNode } from "./kin-tree";

const TIP = "Cosine of its decoder direction to that of the feature above";

interface Props {
  model: string;
  root: SplitNode;
  /** The feature that was asked for. */
  here: FeatureAddress;
}

/** A feature through the SAEs of its hook, from narrow to wide. */
export function SplittingTree({ model, root, here }: Props) {
  return (
    <KinTree
      title={`The tree of feature ${here.index} of ${here.sae}`}
      name="Tree"
      root={kinNode(model, root)}
      here={here}
      alone="No feature of a wider SAE is that near to it: it does not split."
    />
  );
}

function kinNode(model: string, { sae, index, name, cosine, shared, children, left }: SplitNode): KinNode {
  const [into] = children;
  return {
    address: { model, sae, index },
    name,
    kinship: cosine === null ? null : { strength: cosine, figure: cosine.toFixed(3), tip: TIP, shared },
    children: children.map((child) => kinNode(model, child)),
    into: `splits into ${formatCounted(children.length + left, "feature")} of ${into?.sae ?? ""}`,
    listName: `What ${sae}/${index} splits into`,
    more: left > 0 ? `and ${left} more with smaller cosines` : null,
  };
}
