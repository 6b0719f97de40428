import type { Metadata } from "next";
import Form from "next/form";
import Link from "next/link";
import { Suspense } from "react";
import { singleValues, type SearchParams } from "@/app/components/search-params";
import { ShareButton } from "@/app/components/share/share-button";
import { Shell } from "@/app/components/shell";
import { ProblemView } from "@/app/components/problem-view";
import { ADDRESS_TEXT_CHARACTERS } from "@/domain/search";
import { lensUrl } from "@/domain/urls";
import { api } from "@/server/caller";
import { mainSae } from "@/server/procedures/catalogue/main-sae";
import { LensTable } from "./lens-table";

export const metadata: Metadata = {
  title: "Layer by layer",
  description: "What a language model would say next if it stopped at each of its layers.",
};

/** The logit lens at a token of one's own text, or of an example's passage. The address holds the whole question. */
export default async function LensPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = singleValues(await searchParams);
  const models = await api.catalogue.list();
  const saes = models.flatMap(({ id, saes }) => saes.map(({ slug }) => ({ model: id, sae: slug })));
  const address = saes.find(({ model, sae }) => `${model}/${sae}` === params.in) ?? mainSae(models);
  const own = params.text ?? "";
  const passage = /^\d{1,9}$/.test(params.passage ?? "") ? Number(params.passage) : null;
  const at = /^\d{1,5}$/.test(params.at ?? "") ? Number(params.at) : null;
  if (!address)
    return (
      <Shell>
        <ProblemView
          kind="Layer by layer"
          message="There is no model to read with yet."
          hint="npm start fetches the demo model and its SAEs."
        />
      </Shell>
    );
  const text = own.trim() !== "" ? { own } : passage === null ? null : { passage };
  return (
    <Shell within={address}>
      <div className="flex flex-wrap items-start justify-between gap-3">
        <h1>What it would say, layer by layer</h1>
        {text && <ShareButton />}
      </div>
      <p className="mt-1 max-w-[72ch] text-soft">
        A model works in layers. Here its state after each of them is read out as if it were the last: early
        layers guess badly, and somewhere the answer appears. Researchers call this the logit lens.
      </p>
      <Form key={own} action="/lens" prefetch={false} className="card mt-5 flex flex-wrap items-end gap-3">
        <label className="min-w-0 flex-1 basis-72">
          <span className="mb-0.5 block text-xs text-soft">A text of your own</span>
          <input
            name="text"
            required
            defaultValue={own}
            maxLength={ADDRESS_TEXT_CHARACTERS}
            placeholder="Once upon a time there was a little"
            autoComplete="off"
            className="field w-full text-[15px] sm:text-sm"
          />
        </label>
        <label>
          <span className="mb-0.5 block text-xs text-soft">Model</span>
          <select name="in" defaultValue={`${address.model}/${address.sae}`} className="field w-full">
            {models.flatMap(({ id, saes: [first] }) =>
              first ? (
                <option key={id} value={`${id}/${id === address.model ? address.sae : first.slug}`}>
                  {id}
                </option>
              ) : (
                []
              ),
            )}
          </select>
        </label>
        <button type="submit" className="control control-primary">
          Read
        </button>
      </Form>
      {text ? (
        <Suspense
          key={JSON.stringify([address, text, at])}
          fallback={<div className="skeleton mt-5 min-h-80" role="img" aria-label="The model is reading" />}
        >
          <LensTable address={address} text={text} at={at} />
        </Suspense>
      ) : (
        <p className="mt-5 text-soft">
          Try{" "}
          <Link
            href={lensUrl(address, { text: "Once upon a time there was a little" })}
            prefetch={false}
            className="link"
          >
            Once upon a time there was a little
          </Link>
          , or follow the figure beside an example on the page of a feature.
        </p>
      )}
    </Shell>
  );
}
