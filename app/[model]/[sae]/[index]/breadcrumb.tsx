import Link from "next/link";
import { modelUrl, saeUrl, type FeatureAddress } from "@/domain/urls";

/** Where this feature is: its model and its SAE. */
export function Breadcrumb({ address }: { address: FeatureAddress }) {
  return (
    <nav aria-label="Breadcrumb" className="text-soft">
      <ol className="flex flex-wrap items-center gap-x-1.5">
        <li>
          <Link href={modelUrl(address.model)} prefetch={false} className="hover:text-ink">
            {address.model}
          </Link>{" "}
          <span aria-hidden="true">›</span>
        </li>
        <li>
          <Link href={saeUrl(address)} prefetch={false} className="hover:text-ink">
            {address.sae}
          </Link>{" "}
          <span aria-hidden="true">›</span>
        </li>
        <li aria-current="page" className="font-semibold text-ink">
          {address.index}
        </li>
      </ol>
    </nav>
  );
}
