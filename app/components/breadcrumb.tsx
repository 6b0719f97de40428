import Link from "next/link";
import { modelUrl, saeUrl, type SaeAddress } from "@/domain/urls";

/** Where a page of an SAE is: its model, the SAE, and what is shown of it; the SAE's own page shows the whole. */
export function Breadcrumb({ address, part }: { address: SaeAddress; part?: string | number }) {
  const above = [{ name: address.model, url: modelUrl(address.model) }];
  if (part !== undefined) above.push({ name: address.sae, url: saeUrl(address) });
  return (
    <nav aria-label="Breadcrumb" className="text-soft">
      <ol className="flex flex-wrap items-center gap-x-1.5">
        {above.map(({ name, url }) => (
          <li key={url}>
            <Link href={url} prefetch={false} className="hover:text-ink">
              {name}
            </Link>{" "}
            <span aria-hidden="true">›</span>
          </li>
        ))}
        <li aria-current="page" className="font-semibold text-ink">
          {part ?? address.sae}
        </li>
      </ol>
    </nav>
  );
}
