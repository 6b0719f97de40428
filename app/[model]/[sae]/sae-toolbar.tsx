import Link from "next/link";
import { Breadcrumb } from "@/app/components/breadcrumb";
import { ShareButton } from "@/app/components/share/share-button";
import { mapUrl } from "@/domain/map-view";
import { evaluationUrl, randomFeatureUrl, type SaeAddress } from "@/domain/urls";

export function SaeToolbar({ address, hasExamples }: { address: SaeAddress; hasExamples: boolean }) {
  return (
    <div className="flex min-h-8 flex-wrap items-center justify-between gap-x-4 gap-y-2.5">
      <Breadcrumb address={address} />
      <div className="flex flex-wrap gap-2">
        <Link href={mapUrl(address)} prefetch={false} className="control">
          Map
        </Link>
        <Link href={evaluationUrl(address)} prefetch={false} className="control">
          Evaluation
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
