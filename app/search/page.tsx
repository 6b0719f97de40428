import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { featureUrl, parseFeatureReference, type FeatureReference } from "@/domain/urls";
import { api } from "@/server/caller";
import { CatalogueLinks } from "../components/catalogue-links";
import { IdSearch } from "../components/id-search";
import { ProblemView } from "../components/problem-view";
import { oneValue, type SearchParams } from "../components/search-params";
import { Shell } from "../components/shell";
import { candidates } from "./candidates";

export const metadata: Metadata = { title: "Go to a feature", robots: { index: false } };

const HINT =
  "A feature id is a number, alone or after the name of its SAE, such as 3-res-4k/1234. The address of a feature page works too.";

/** Reads a feature id and goes there; asks which SAE where the number alone does not say. */
export default async function SearchPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const text = (oneValue(params.q) ?? "").trim();
  const reference = parseFeatureReference(text);
  const models = await api.catalogue.list();
  const found = reference ? candidates(reference, models, oneValue(params.in) ?? "") : [];
  const [first, ...others] = found;
  if (first && others.length === 0) redirect(featureUrl(first));
  return (
    <Shell search={first !== undefined}>
      {first ? (
        <ProblemView
          kind="Go to a feature"
          message={`Feature ${first.index} of which SAE?`}
          hint="More than one SAE here has a feature of this number."
        >
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
        </ProblemView>
      ) : (
        <ProblemView {...nothingFound(text, reference)} hint={HINT}>
          <IdSearch className="mb-8" />
          <h2 className="mb-2 font-semibold">What is here</h2>
          <CatalogueLinks models={models} />
        </ProblemView>
      )}
    </Shell>
  );
}

function nothingFound(text: string, reference: FeatureReference | null): { kind: string; message: string } {
  if (text === "") return { kind: "Go to a feature", message: "Which feature?" };
  if (!reference) return { kind: "Not a feature id", message: `“${text.slice(0, 60)}” is not a feature id.` };
  const name = [reference.model, reference.sae].filter(Boolean).join("/");
  const message = name === "" ? `No SAE here has a feature ${reference.index}.` : `There is no ${name} here.`;
  return { kind: "Not found", message };
}
