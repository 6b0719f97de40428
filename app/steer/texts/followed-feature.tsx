"use client";

import Link from "next/link";
import { featureUrl, type SaeAddress } from "@/domain/urls";

interface Props {
  address: SaeAddress;
  saes: readonly string[];
  onSae: (sae: string) => void;
  /** The feature that alone colours the tokens, and its name. */
  followed: { feature: number; name: string } | null;
  onShowAll: () => void;
}

/** Whose features stand beside the tokens, and which of them is followed. */
export function FollowedFeature({ address, saes, onSae, followed, onShowAll }: Props) {
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-1.5">
      {saes.length > 1 && (
        <label className="flex items-center gap-2 text-xs text-soft">
          Features of
          <select
            className="field py-1 text-xs"
            value={address.sae}
            onChange={({ target }) => onSae(target.value)}
          >
            {saes.map((sae) => (
              <option key={sae}>{sae}</option>
            ))}
          </select>
        </label>
      )}
      <p className="text-soft" role="status">
        {followed ? (
          <>
            Colours follow{" "}
            <Link
              href={featureUrl({ ...address, index: followed.feature })}
              prefetch={false}
              className="font-semibold text-ink hover:text-accent"
            >
              <bdi>{followed.name}</bdi>
            </Link>
            .{" "}
            <button type="button" className="link" onClick={onShowAll}>
              Show all
            </button>
          </>
        ) : (
          "Press a word to find it in the list, a feature to follow it through both texts."
        )}
      </p>
    </div>
  );
}
