import Link from "next/link";
import { featureUrl, type FeatureAddress } from "@/domain/urls";

interface Props {
  address: FeatureAddress;
  /** Its label, or else words at its peaks; empty for none. */
  name: string;
  /** The feature that was asked for. */
  isHere: boolean;
  /** Null for the one that the others are compared with. */
  kinship: {
    figure: string;
    /** What the figure is. */
    tip: string;
    /** Words in common; null while one of the two has no examples. */
    shared: readonly string[] | null;
    /** What else is to be said. */
    note?: string;
  } | null;
}

/** A feature of another SAE with what it has in common with the one beside it, as a line that fills its row. */
export function KinLine({ address, name, isHere, kinship }: Props) {
  return (
    <>
      <span className="min-w-0 flex-1">
        <Link
          href={featureUrl(address)}
          prefetch={false}
          aria-current={isHere ? "true" : undefined}
          className={`hover:text-accent ${isHere ? "font-semibold" : ""}`}
        >
          <span className="text-soft">
            {address.sae}/{address.index}
          </span>{" "}
          <bdi>{name || "no label yet"}</bdi>
        </Link>
        {kinship && (
          <span className="block text-xs text-soft">
            {sayShared(kinship.shared)}
            {kinship.note && ` · ${kinship.note}`}
          </span>
        )}
      </span>
      {kinship && (
        <span className="shrink-0 text-[13px]" data-tip={kinship.tip}>
          {kinship.figure}
        </span>
      )}
    </>
  );
}

function sayShared(shared: readonly string[] | null): string {
  if (shared === null) return "no examples to compare yet";
  return shared.length > 0 ? `both: ${shared.join(", ")}` : "no word in common";
}
