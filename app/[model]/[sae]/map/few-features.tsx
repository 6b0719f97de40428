import Link from "next/link";
import { featureUrl, type SaeAddress } from "@/domain/urls";

/** With fewer features than a layout gives each as neighbours, places say next to nothing. */
export const FEW_FEATURES = 16;

/** Says what the map of a very small SAE can and cannot say. */
export function FewFeatures({ address, features }: { address: SaeAddress; features: number }) {
  if (features === 1)
    return (
      <p className="border-y border-line py-6 text-soft">
        This SAE has one feature, and a map needs something to be near to. There is only{" "}
        <Link href={featureUrl({ ...address, index: 0 })} prefetch={false} className="link">
          the page of feature 0
        </Link>
        .
      </p>
    );
  return (
    <p className="mb-3 max-w-[78ch] text-soft">
      This SAE has {features} features: so few that their places say next to nothing. The lines and the list
      of the nearest, after a click on one, still hold.
    </p>
  );
}
