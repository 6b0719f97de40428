import type { Metadata } from "next";
import { api } from "@/server/caller";
import { oneValue, type SearchParams } from "@/app/components/search-params";
import { AdminShell } from "../admin-shell";
import { Refresh } from "@/app/components/refresh";
import { ImportForm } from "./import-form";
import { ImportRow } from "./import-row";

export const metadata: Metadata = { title: "Import", robots: { index: false } };

/** Brings in a model and an SAE of one's own, in the steps of `featurescope add`. */
export default async function ImportPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const imports = await api.import.list();
  const change = oneValue((await searchParams).change);
  const asked = imports.find(({ id }) => id === change)?.request;
  return (
    <AdminShell
      section="import"
      note="A worker fetches and checks the files, tries the SAE on 1,000 tokens, says whether hook, layer and scale fit, registers both and computes the feature pages."
    >
      {imports.some(({ state }) => state === "queued" || state === "running") && <Refresh />}
      <div className="mt-5 grid gap-8 lg:grid-cols-[minmax(0,26rem)_minmax(0,1fr)]">
        <ImportForm key={change} asked={asked} />
        <section aria-labelledby="imports-title">
          <h2 id="imports-title" className="font-semibold">
            Imports
          </h2>
          {imports.length === 0 ? (
            <p className="mt-2 border-y border-line py-4 text-soft">None yet.</p>
          ) : (
            <ul className="mt-2 divide-y divide-line border-y border-line">
              {imports.map((status) => (
                <ImportRow key={status.id} status={status} />
              ))}
            </ul>
          )}
        </section>
      </div>
    </AdminShell>
  );
}
