import Link from "next/link";
import { ShareButton } from "@/app/components/share/share-button";
import { mapUrl } from "@/domain/map-view";
import { modelUrl, randomFeatureUrl, type SaeAddress } from "@/domain/urls";

export function SaeToolbar({ address, hasExamples }: { address: SaeAddress; hasExamples: boolean }) {
  return (
    <div className="flex min-h-8 flex-wrap items-center justify-between gap-x-4 gap-y-2.5">
      <nav aria-label="Breadcrumb" className="text-soft">
        <ol className="flex flex-wrap items-center gap-x-1.5">
          <li>
            <Link href={modelUrl(address.model)} prefetch={false} className="hover:text-ink">
              {address.model}
            </Link>{" "}
            <span aria-hidden="true">›</span>
          </li>
          <li aria-current="page" className="font-semibold text-ink">
            {address.sae}
          </li>
        </ol>
      </nav>
      <div className="flex flex-wrap gap-2">
        <Link href={mapUrl(address)} prefetch={false} className="control">
          Map
        </Link>
        {hasExamples && (
          <Link href={randomFeatureUrl(address)} prefetch={false} className="control" rel="nofollow">
            Random feature
          </Link>
        )}
        <ShareButton />
      </div>
    </div>
  );
}
