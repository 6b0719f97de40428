import Link from "next/link";
import { featureUrl, type FeatureAddress, type FeatureReference } from "@/domain/urls";
import type { CatalogueModel } from "@/server/procedures/catalogue/queries";
import { CatalogueLinks } from "../components/catalogue-links";

interface Props {
  text: string;
  reference: FeatureReference | null;
  found: FeatureAddress[];
  models: CatalogueModel[];
}

/** What a feature id can mean here: the SAEs that have such a feature, or why there is none. */
export function IdResults({ text, reference, found, models }: Props) {
  if (found.length > 0)
    return (
      <section>
        <h2 className="text-lg font-semibold tracking-tight">Feature {found[0]?.index} of which SAE?</h2>
        <p className="mt-1 mb-3 text-soft">More than one SAE here has a feature of this number.</p>
        <ul className="divide-y divide-line border-y border-line">
          {found.map((address) => (
            <li key={featureUrl(address)}>
              <Link
                href={featureUrl(address)}
                prefetch={false}
                className="block py-2.5 font-medium hover:text-accent"
              >
                {address.model} › {address.sae} › {address.index}
              </Link>
            </li>
          ))}
        </ul>
      </section>
    );
  return (
    <section>
      <h2 className="text-lg font-semibold tracking-tight">{nothingFound(text, reference)}</h2>
      <p className="mt-1 mb-6 max-w-[62ch] text-soft">
        A feature id is a number, alone or after the name of its SAE, such as 3-res-4k/1234. The address of a
        feature page works too.
      </p>
      <h3 className="mb-2 font-semibold">What is here</h3>
      <CatalogueLinks models={models} />
    </section>
  );
}

function nothingFound(text: string, reference: FeatureReference | null): string {
  if (text === "") return "Which feature?";
  if (!reference) return `“${text.slice(0, 60)}” is not a feature id.`;
  const name = [reference.model, reference.sae].filter(Boolean).join("/");
  return name === "" ? `No SAE here has a feature ${reference.index}.` : `There is no ${name} here.`;
}
