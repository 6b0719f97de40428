import { formatCount } from "@/domain/format";
import { BRANCH_COSINE, type Splitting } from "@/domain/splitting";
import type { FeatureAddress } from "@/domain/urls";
import { MostList } from "./most-list";
import { SplittingTree } from "./splitting-tree";

interface Props {
  /** The feature that was asked for. */
  here: FeatureAddress;
  splitting: Splitting;
}

/** What features of narrow SAEs become in the wider ones of the same hook. */
export function WidthsSection({ here, splitting: { family, hookName, root, most } }: Props) {
  const [first] = most;
  return (
    <section aria-label="In wider SAEs">
      <p className="mt-1 mb-3 max-w-[78ch] text-soft">
        What one feature of a narrow SAE stands for, several of a wider one often share. Each feature of the
        wider SAE hangs on the one whose decoder direction is nearest to its own, if their cosine is at least{" "}
        {BRANCH_COSINE}. Below its name are words that both have in their examples.
      </p>
      {family.length < 2 ? (
        <p className="border-y border-line py-6 text-soft">
          {here.sae} is the only SAE at {hookName} that you can see here, or the others have as many features:
          there is nothing to split into.
        </p>
      ) : (
        <>
          <p className="mb-3 text-[13px] text-soft">
            At {hookName}, from narrow to wide:{" "}
            {family.map(({ sae, dSae }) => `${sae} (${formatCount(dSae)} features)`).join(" › ")}
          </p>
          <div className={`grid items-start gap-3.5 ${root ? "lg:grid-cols-[1fr_320px]" : "max-w-lg"}`}>
            {root ? (
              <SplittingTree model={here.model} root={root} here={here} />
            ) : (
              <p className="text-soft">Choose a feature, here or by “How it splits” on its own page.</p>
            )}
            <MostList
              title={
                first
                  ? `Features of ${first.sae} that split most in ${first.into}`
                  : "Features that split most"
              }
              name="Features that split most"
              none="None has two branches, or the SAEs have not been compared yet."
              features={most.map(({ sae, index, name, branches }) => {
                return {
                  address: { model: here.model, sae },
                  index,
                  name,
                  figure: `${branches} branches`,
                };
              })}
            />
          </div>
        </>
      )}
    </section>
  );
}
