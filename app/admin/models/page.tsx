import type { Metadata } from "next";
import Link from "next/link";
import { formatCounted } from "@/domain/format";
import { saeUrl } from "@/domain/urls";
import { api } from "@/server/caller";
import { AdminShell } from "../admin-shell";
import { VisibilitySelect } from "./visibility-select";

export const metadata: Metadata = { title: "Models and SAEs", robots: { index: false } };

/** Everything in the catalogue, and who may see it. */
export default async function ModelsPage() {
  const models = await api.catalogue.list();
  return (
    <AdminShell
      section="models"
      note="Public: listed for everybody. Unlisted: open to anybody who has the address. Private: only for its owner and administrators. An SAE is never more visible than its model."
    >
      {models.length === 0 && (
        <p className="mt-5 border-y border-line py-4 text-soft">
          There is no model yet; one comes in by the import page, or by npm run featurescope -- add.
        </p>
      )}
      {models.map((model) => (
        <section key={model.id} className="mt-6" aria-label={model.id}>
          <div className="flex flex-wrap items-center justify-between gap-3">
            <h2 className="text-lg font-semibold tracking-tight">{model.id}</h2>
            <div>
              <VisibilitySelect model={model.id} value={model.visibility} />
            </div>
          </div>
          <ul className="mt-2 divide-y divide-line border-y border-line">
            {model.saes.map((sae) => (
              <li key={sae.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-2">
                <div className="min-w-0">
                  <Link
                    href={saeUrl({ model: model.id, sae: sae.slug })}
                    prefetch={false}
                    className="font-medium hover:text-accent"
                  >
                    {sae.slug}
                  </Link>
                  <p className="text-xs text-soft">
                    {sae.hookName} · {sae.architecture}, {formatCounted(sae.dSae, "feature")} ·{" "}
                    {sae.collection?.state ?? "nothing computed"}
                  </p>
                </div>
                <div>
                  <VisibilitySelect model={model.id} sae={sae.slug} value={sae.visibility} />
                </div>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </AdminShell>
  );
}
