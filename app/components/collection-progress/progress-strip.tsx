"use client";

import { useState } from "react";
import type { CollectionStatus } from "@/server/procedures/collection/queries";
import { CollectionProgress } from "./collection-progress";

/**
 * Progress above a page's figures, unless the collection was done when the page was opened. Once shown it stays, so
 * that nothing moves when the collection ends.
 */
export function ProgressStrip({ initial, dSae }: { initial: CollectionStatus; dSae: number }) {
  const [wanted] = useState(initial.state !== "done");
  return wanted ? (
    <div className="mt-4 mb-5 max-w-[560px]">
      <CollectionProgress initial={initial} dSae={dSae} />
    </div>
  ) : null;
}
