import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { Suspense } from "react";
import { ADDRESS_TEXT_CHARACTERS, SEARCH_TABS, tidyQuery, type SearchTab } from "@/domain/search";
import { featureUrl, parseFeatureReference, withQuery } from "@/domain/urls";
import { api } from "@/server/caller";
import { ProblemNote } from "../components/forms/problem-note";
import { singleValues, type SearchParams } from "../components/search-params";
import { Shell } from "../components/shell";
import { candidates } from "./candidates";
import { guessTab } from "./guess";
import { IdResults } from "./id-results";
import { chooseReader, readPositions } from "./parameters";
import { Results } from "./results";
import { ShareButton } from "../components/share/share-button";
import { SearchForm } from "./search-form";
import { TextResults } from "./text-results";

type Parameters = Record<string, string | undefined>;

export async function generateMetadata({
  searchParams,
}: {
  searchParams: Promise<SearchParams>;
}): Promise<Metadata> {
  const q = tidyQuery(singleValues(await searchParams).q ?? "");
  return { title: q === "" ? "Search" : `${q.slice(0, 60)} · Search`, robots: { index: false } };
}

const TAB_NAMES: Record<SearchTab, string> = {
  all: "All",
  words: "Words",
  meaning: "Meaning",
  text: "Own text",
  id: "Feature id",
};

/** One box, four readings of what is typed into it. */
export default async function SearchPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const raw = singleValues(await searchParams);
  const q = raw.q ?? "";
  const asked = SEARCH_TABS.find((name) => name === raw.tab);
  const tab = asked ?? guessTab(q);
  const models = await api.catalogue.list();
  const reference = parseFeatureReference(q);
  const found = reference ? candidates(reference, models, raw.in ?? "") : [];
  // an id leads to its feature; on the page of a chosen tab it stays, so that one can come back
  if (tab === "id" && !asked && found.length === 1 && found[0]) redirect(featureUrl(found[0]));
  const reader = chooseReader(models, raw);
  const parameters: Parameters = { ...raw, q, tab: asked };
  return (
    <Shell search={false}>
      <div className="max-w-[860px] pt-2">
        <div className="mb-3 flex items-center justify-between gap-3">
          <h1>Search</h1>
          {tidyQuery(q) !== "" && <ShareButton key={JSON.stringify(parameters)} />}
        </div>
        <SearchForm
          q={q}
          tab={tab}
          chosen={asked !== undefined}
          raw={raw}
          models={models}
          reader={reader ? `${reader.model}/${reader.sae}` : ""}
        />
        <nav aria-label="How it is read" className="mt-4 mb-5 flex flex-wrap gap-1.5">
          {SEARCH_TABS.map((name) => (
            <Link
              key={name}
              href={withQuery("/search", { ...parameters, tab: name, after: undefined, tokens: undefined })}
              prefetch={false}
              scroll={false}
              className="control"
              aria-current={name === tab ? "true" : undefined}
            >
              {TAB_NAMES[name]}
            </Link>
          ))}
        </nav>
        {tab === "id" ? (
          <IdResults text={q.trim()} reference={reference} found={found} models={models} />
        ) : tidyQuery(q) === "" ? (
          <Nothing tab={tab} />
        ) : (
          <Suspense key={JSON.stringify(parameters)} fallback={<Waiting />}>
            {tab === "text" ? (
              <OwnText q={q} reader={reader} raw={raw} />
            ) : (
              <Results tab={tab} raw={parameters} />
            )}
          </Suspense>
        )}
      </div>
    </Shell>
  );
}

function OwnText({
  q,
  reader,
  raw,
}: {
  q: string;
  reader: ReturnType<typeof chooseReader>;
  raw: Parameters;
}) {
  if (!reader)
    return (
      <ProblemNote
        problem={{
          message: raw.reader ? `There is no SAE ${raw.reader.slice(0, 60)} here.` : "There is no SAE yet.",
          hint: raw.reader ? "Choose one above." : "npm start registers the demo.",
        }}
      />
    );
  if (q.length > ADDRESS_TEXT_CHARACTERS)
    return (
      <ProblemNote
        problem={{
          message: `The text has ${q.length.toLocaleString("en")} characters.`,
          hint: `At most ${ADDRESS_TEXT_CHARACTERS.toLocaleString("en")} are read; take a part of it.`,
        }}
      />
    );
  return (
    <TextResults text={q} address={reader} tokens={readPositions(raw.tokens)} dense={raw.dense === "show"} />
  );
}

const ABOUT: Record<Exclude<SearchTab, "id">, string> = {
  all: "Words of labels, tokens and examples, and what labels mean, in one list. A feature id goes straight to its page, a sentence is read by the model.",
  words:
    "Words of labels, promoted tokens and example text. Typing errors and other forms of a word are found too.",
  meaning:
    "Labels that mean something like what is typed, in whatever words. The model for this runs on this machine.",
  text: "A text is read by the language model; shown are the features that it turns on.",
};

function Nothing({ tab }: { tab: Exclude<SearchTab, "id"> }) {
  return <p className="max-w-[62ch] border-t border-line py-6 text-soft">{ABOUT[tab]}</p>;
}

function Waiting() {
  return (
    <div className="space-y-4 border-t border-line pt-4" role="img" aria-label="Searching">
      {[0.5, 0.62, 0.44, 0.58].map((share, i) => (
        <div key={i} className="space-y-2">
          <div className="skeleton h-5" style={{ width: `${share * 100}%` }} />
          <div className="skeleton h-4 w-5/6" />
        </div>
      ))}
    </div>
  );
}
