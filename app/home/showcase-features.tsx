import Link from "next/link";
import { ActivationText } from "@/app/components/activation-text/activation-text";
import { featureUrl } from "@/domain/urls";
import type { ShowcaseFeature } from "@/server/procedures/showcase/shown-features";

const WINDOW = 11;

/** Some features that are worth a look, each with the text that turns it on most. */
export function ShowcaseFeatures({ features }: { features: readonly ShowcaseFeature[] }) {
  if (features.length === 0) return null;
  return (
    <section className="mt-12" aria-labelledby="showcase-title">
      <h2 id="showcase-title" className="text-lg font-semibold tracking-tight">
        Ideas that were found inside
      </h2>
      <p className="mt-1 text-soft">Orange marks the words at which the model has the idea in mind.</p>
      <ul className="mt-3 grid gap-3.5 sm:grid-cols-2 lg:grid-cols-3">
        {features.map(({ address, label, max, example, why }) => (
          <li
            key={featureUrl(address)}
            className="card relative flex flex-col gap-2 hover:border-line-strong"
          >
            <Link
              href={featureUrl(address)}
              prefetch={false}
              className="text-[16px] leading-snug font-semibold after:absolute after:inset-0 hover:text-accent"
            >
              {label ? <bdi>{label.text}</bdi> : `Feature ${address.index}`}
            </Link>
            {why !== null && <p className="text-soft">{why}</p>}
            <p className="leading-6">
              <ActivationText passage={example} max={max} window={WINDOW} />
            </p>
            <p className="mt-auto text-xs text-soft">
              {address.model} › {address.sae} › {address.index}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
