import Form from "next/form";
import { ADDRESS_TEXT_CHARACTERS, type SearchTab } from "@/domain/search";
import type { CatalogueModel } from "@/server/procedures/catalogue/queries";
import { Filters } from "./filters";

interface Props {
  q: string;
  tab: SearchTab;
  /** Whether the reader has chosen the tab, so that the next search keeps to it. */
  chosen: boolean;
  raw: Record<string, string | undefined>;
  models: readonly CatalogueModel[];
  /** "model/sae" that reads the text. */
  reader: string;
}

/** The box, with the filters or the choice of an SAE that its reading takes. */
export function SearchForm({ q, tab, chosen, raw, models, reader }: Props) {
  return (
    <Form
      // The fields are not controlled: a new address must bring new contents.
      key={JSON.stringify([q, tab, raw])}
      action="/search"
      role="search"
      prefetch={false}
      scroll={false}
    >
      {(chosen || tab === "text") && tab !== "all" && <input type="hidden" name="tab" value={tab} />}
      {raw.in && <input type="hidden" name="in" value={raw.in} />}
      <div className="flex items-start gap-2">
        {tab === "text" ? (
          <textarea
            name="q"
            required
            rows={3}
            maxLength={ADDRESS_TEXT_CHARACTERS}
            defaultValue={q}
            spellCheck={false}
            aria-label="Text to be read by the model"
            placeholder="Once upon a time a dragon lived in a castle."
            data-shortcut="/"
            className="field min-h-20 w-full py-2 text-[15px] leading-relaxed"
          />
        ) : (
          <input
            name="q"
            type="search"
            required
            defaultValue={q}
            autoComplete="off"
            spellCheck={false}
            aria-label="Search features by words, id or text"
            placeholder={tab === "id" ? "3-res-4k/1234" : "Words, a feature id, or a sentence"}
            data-shortcut="/"
            className="field min-h-10 w-full text-[15px]"
          />
        )}
        <button type="submit" className="control control-primary min-h-10">
          {tab === "text" ? "Read" : "Search"}
        </button>
      </div>
      {tab === "text" && <Reader models={models} reader={reader} dense={raw.dense === "show"} />}
      {tab !== "text" && tab !== "id" && <Filters raw={raw} models={models} />}
    </Form>
  );
}

function Reader({
  models,
  reader,
  dense,
}: {
  models: readonly CatalogueModel[];
  reader: string;
  dense: boolean;
}) {
  return (
    <p className="mt-2.5 flex flex-wrap items-center gap-x-2 gap-y-1.5 text-soft">
      <label htmlFor="reader" className="text-xs">
        read with
      </label>
      <select id="reader" name="reader" defaultValue={reader} className="field max-w-full text-ink">
        {models.flatMap((model) =>
          model.saes.map((sae) => (
            <option key={sae.id} value={`${model.id}/${sae.slug}`}>
              {model.id} › {sae.slug}
            </option>
          )),
        )}
      </select>
      {dense && <input type="hidden" name="dense" value="show" />}
    </p>
  );
}
