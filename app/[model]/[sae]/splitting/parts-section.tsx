import { formatCounted } from "@/domain/format";
import type { PrefixTree } from "@/domain/prefix-tree";
import type { FeatureAddress } from "@/domain/urls";
import { MostList } from "./most-list";
import { CaseTree, sayParts } from "./prefix-tree";

interface Props {
  /** The feature that was asked for. */
  here: FeatureAddress;
  parts: PrefixTree;
}

/** What the later features of a Matryoshka SAE are cases of. */
export function PartsSection({ here, parts }: Props) {
  const { root, most, counted } = parts;
  return (
    <section aria-labelledby="parts-title" className="mb-6">
      <h2 id="parts-title" className="mt-3 text-lg font-semibold tracking-tight">
        Within {here.sae}
      </h2>
      <p className="mt-1 mb-3 max-w-[78ch] text-soft">
        This SAE was trained so that its first features explain the model by themselves (Matryoshka), and
        later ones add detail; its parts have {sayParts(parts)} features. A later feature is a case of an
        earlier one that fires where it does, more surely than chance would have it. Beside each case stands
        the share of its tokens at which the feature above it fires, too.
      </p>
      {counted ? (
        <div className={`grid items-start gap-3.5 ${root ? "lg:grid-cols-[1fr_320px]" : "max-w-lg"}`}>
          {root ? (
            <CaseTree root={root} here={here} />
          ) : (
            <p className="text-soft">Choose a feature, here or by “How it splits” on its own page.</p>
          )}
          <MostList
            title="Features with the most cases"
            name="Features with the most cases"
            none="No feature has two cases."
            features={most.map(({ index, name, cases }) => {
              return { address: here, index, name, figure: formatCounted(cases, "case") };
            })}
          />
        </div>
      ) : (
        <p className="border-y border-line py-6 text-soft">
          Which features fire together has not been counted yet: it follows a complete collection.
        </p>
      )}
    </section>
  );
}
