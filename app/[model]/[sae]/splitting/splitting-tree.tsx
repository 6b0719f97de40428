import { formatCounted } from "@/domain/format";
import type { SplitNode } from "@/domain/splitting";
import type { FeatureAddress } from "@/domain/urls";
import { KinLine } from "./kin-line";

const TIP = "Cosine of its decoder direction to that of the feature above";

interface Props {
  model: string;
  root: SplitNode;
  /** The feature that was asked for. */
  here: FeatureAddress;
}

/** Nested lists, drawn as a tree: what is seen, walked by keyboard and read out is one and the same. */
export function SplittingTree({ model, root, here }: Props) {
  return (
    <section className="card min-w-0" aria-labelledby="tree-title">
      <h2 id="tree-title" className="card-title">
        The tree of feature {here.index} of {here.sae}
      </h2>
      <ul aria-label="Tree">
        <Node model={model} node={root} here={here} />
      </ul>
    </section>
  );
}

function Node({ model, node, here }: { model: string; node: SplitNode; here: FeatureAddress }) {
  const { sae, index, name, cosine, shared, children, left } = node;
  const isHere = sae === here.sae && index === here.index;
  const [into] = children;
  return (
    <li className="relative">
      <div className="flex items-baseline gap-2 py-1">
        {cosine !== null && (
          // the nearer the two directions, the stronger the branch
          <span
            aria-hidden="true"
            className="absolute top-[0.95rem] -left-4 w-3.5 -translate-y-1/2 rounded bg-accent"
            style={{ height: `${1 + 4 * cosine}px` }}
          />
        )}
        <KinLine
          address={{ model, sae, index }}
          name={name}
          isHere={isHere}
          kinship={cosine === null ? null : { cosine, tip: TIP, shared }}
        />
      </div>
      {into ? (
        <>
          <p className="ml-1 text-xs text-soft">
            splits into {formatCounted(children.length + left, "feature")} of {into.sae}
          </p>
          <ul
            aria-label={`What ${sae}/${index} splits into`}
            className="mt-0.5 ml-1 border-l border-line-strong pl-4"
          >
            {children.map((child) => (
              <Node key={child.index} model={model} node={child} here={here} />
            ))}
            {left > 0 && <li className="py-1 text-xs text-soft">and {left} more with smaller cosines</li>}
          </ul>
        </>
      ) : (
        cosine === null && (
          <p className="text-soft">No feature of a wider SAE is that near to it: it does not split.</p>
        )
      )}
    </li>
  );
}
