import type { FeatureAddress } from "@/domain/urls";
import { KinLine } from "./kin-line";

export interface KinNode {
  address: FeatureAddress;
  name: string;
  /** Of it to the node above; null for the first. */
  kinship: { strength: number; figure: string; tip: string; shared: readonly string[] | null } | null;
  children: readonly KinNode[];
  /** What stands above the children, such as "splits into 3 features", and the name of their list. */
  into: string;
  listName: string;
  /** What stands below them where there are more. */
  more: string | null;
}

interface Props {
  title: string;
  /** Of the list. */
  name: string;
  root: KinNode;
  /** The feature that was asked for. */
  here: FeatureAddress;
  /** What is said where the first node is the only one. */
  alone: string;
}

/** Nested lists, drawn as a tree: what is seen, walked by keyboard and read out is one and the same. */
export function KinTree({ title, name, root, here, alone }: Props) {
  const id = `tree-${name.toLowerCase().replaceAll(" ", "-")}`;
  return (
    <section className="card min-w-0" aria-labelledby={id}>
      <h2 id={id} className="card-title">
        {title}
      </h2>
      <ul aria-label={name}>
        <Node node={root} here={here} />
      </ul>
      {root.children.length === 0 && <p className="text-soft">{alone}</p>}
    </section>
  );
}

function Node({ node, here }: { node: KinNode; here: FeatureAddress }) {
  const { address, name, kinship, children, into, listName, more } = node;
  return (
    <li className="relative">
      <div className="flex items-baseline gap-2 py-1">
        {kinship && (
          // the nearer the two features, the stronger the branch
          <span
            aria-hidden="true"
            className="absolute top-[0.95rem] -left-4 w-3.5 -translate-y-1/2 rounded bg-accent"
            style={{ height: `${1 + 4 * kinship.strength}px` }}
          />
        )}
        <KinLine
          address={address}
          name={name}
          isHere={address.sae === here.sae && address.index === here.index}
          kinship={kinship}
        />
      </div>
      {children.length > 0 && (
        <>
          <p className="ml-1 text-xs text-soft">{into}</p>
          <ul aria-label={listName} className="mt-0.5 ml-1 border-l border-line-strong pl-4">
            {children.map((child) => (
              <Node key={child.address.index} node={child} here={here} />
            ))}
            {more && <li className="py-1 text-xs text-soft">{more}</li>}
          </ul>
        </>
      )}
    </li>
  );
}
