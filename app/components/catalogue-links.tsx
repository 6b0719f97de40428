import Link from "next/link";
import { formatCounted } from "@/domain/format";
import { saeUrl } from "@/domain/urls";
import type { CatalogueModel } from "@/server/procedures/catalogue/queries";

/** What exists here, for pages that could not show what was asked for. */
export function CatalogueLinks({ models }: { models: CatalogueModel[] }) {
  const saes = models.flatMap((model) =>
    model.saes.map((sae) => ({ model: model.id, sae: sae.slug, dSae: sae.dSae })),
  );
  if (saes.length === 0) return <p className="text-soft">Nothing has been registered here yet.</p>;
  return (
    <ul className="divide-y divide-line border-y border-line">
      {saes.map((address) => (
        <li key={saeUrl(address)}>
          <Link
            href={saeUrl(address)}
            prefetch={false}
            className="flex flex-wrap items-baseline gap-x-3 py-2.5 hover:text-accent"
          >
            <span className="font-medium">
              {address.model} › {address.sae}
            </span>
            <span className="text-soft">{formatCounted(address.dSae, "feature")}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
