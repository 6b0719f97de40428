import Link from "next/link";
import { areOtherLayers } from "@/domain/layer-trail";
import { formatCount, formatCounted, formatLift, formatPercent } from "@/domain/format";
import { splittingUrl } from "@/domain/splitting";
import { featureUrl, type FeatureAddress } from "@/domain/urls";
import type { NearFeature, OtherSae, RelatedFeature, Relations } from "@/server/procedures/feature/relations";

interface Props {
  address: FeatureAddress;
  relations: Relations;
  hookName: string;
}

/** What lies around a feature: directions like its own, features that fire with it, and its kin in other SAEs. */
export function RelatedPanels({ address, relations, hookName }: Props) {
  const family = relations.others.some((other) => other.hookName === hookName);
  const otherLayers = relations.others.some((other) => areOtherLayers(other.hookName, hookName));
  return (
    <section aria-labelledby="around-title">
      <h2 id="around-title" className="text-lg font-semibold tracking-tight">
        Around this feature
      </h2>
      {(family || otherLayers || relations.nested) && (
        <p className="mt-1 flex flex-wrap gap-x-5">
          {relations.nested && (
            <Link href={splittingUrl(address, address.index)} prefetch={false} className="link">
              Its cases within {address.sae}
            </Link>
          )}
          {family && (
            <Link href={splittingUrl(address, address.index)} prefetch={false} className="link">
              How it splits in the wider SAEs of {hookName}
            </Link>
          )}
          {otherLayers && (
            <Link href={`${splittingUrl(address, address.index)}#layers`} prefetch={false} className="link">
              The same feature in other layers
            </Link>
          )}
        </p>
      )}
      <div className="mt-3 grid gap-3.5 md:grid-cols-2 lg:grid-cols-3">
        <Together relations={relations} />
        {relations.others.map((other) => (
          <Elsewhere key={other.sae} other={other} address={address} />
        ))}
      </div>
    </section>
  );
}

function Together({ relations: { together } }: { relations: Relations }) {
  return (
    <section className="card" aria-labelledby="together-title">
      <h3
        id="together-title"
        className="card-title"
        data-tip={
          "Ranked by the cosine of the tokens at which both are active.\n" +
          "Share: of this feature’s tokens, how many have the other one too.\n" +
          "Times chance: how many times more often than if the two had nothing to do with each other."
        }
      >
        Active on the same tokens · share, times chance
      </h3>
      {!together && <p className="text-soft">Not counted yet: it follows a complete collection.</p>}
      {together?.features.length === 0 && (
        <p className="text-soft">It shares no token with another feature.</p>
      )}
      {together && (
        <FeatureList
          features={together.features}
          name="Features that fire on the same tokens"
          figure={({ share, lift, both }) => (
            <span data-tip={`${formatCounted(both, "token")} of ${formatCount(together.tokens)}`}>
              {formatPercent(share)} <span className="text-soft">{formatLift(lift)}</span>
            </span>
          )}
        />
      )}
    </section>
  );
}

function Elsewhere({ other, address }: { other: OtherSae; address: FeatureAddress }) {
  const { sae, hookName, near, split } = other;
  return (
    <section className="card" aria-labelledby={`in-${sae}`}>
      <h3 id={`in-${sae}`} className="card-title">
        In {sae} · {hookName}
      </h3>
      <FeatureList features={near} figure={cosine} name={`Nearest features of ${sae}`} />
      {split.length > 0 && (
        <>
          <p
            className="mt-3 mb-1 text-xs text-soft"
            data-tip={`Features of ${sae} to which ${address.sae}/${address.index} is the nearest here`}
          >
            Splits into
          </p>
          <FeatureList
            features={split}
            figure={cosine}
            name={`Features of ${sae} nearest to this one`}
            className="border-l border-line-strong pl-2.5"
          />
        </>
      )}
    </section>
  );
}

const cosine = (feature: NearFeature) => feature.cosine.toFixed(3);

interface ListProps<F extends RelatedFeature> {
  features: readonly F[];
  figure: (feature: F) => React.ReactNode;
  name: string;
  className?: string;
}

function FeatureList<F extends RelatedFeature>({ features, figure, name, className = "" }: ListProps<F>) {
  if (features.length === 0) return null;
  return (
    <ol aria-label={name} className={`space-y-0.5 ${className}`}>
      {features.map((feature) => (
        <li key={feature.address.index} className="flex items-baseline gap-2">
          <Link
            href={featureUrl(feature.address)}
            prefetch={false}
            className="flex min-w-0 flex-1 items-baseline gap-2 hover:text-accent"
          >
            <span className="w-10 shrink-0 text-soft">{feature.address.index}</span>
            <bdi className="min-w-0 truncate">{feature.label ?? tokensOf(feature)}</bdi>
            {feature.label !== null && (
              <bdi className="hidden shrink-0 font-mono text-[11px] text-soft xl:inline">
                {feature.tokens[0]}
              </bdi>
            )}
          </Link>
          <span className="shrink-0 text-[13px]">{figure(feature)}</span>
        </li>
      ))}
    </ol>
  );
}

function tokensOf({ tokens, read }: RelatedFeature): React.ReactNode {
  return tokens.length === 0 ? (
    <span className="text-soft">{read ? "never active" : "not read yet"}</span>
  ) : (
    <span className="font-mono text-[12px]">{tokens.join(" · ")}</span>
  );
}
