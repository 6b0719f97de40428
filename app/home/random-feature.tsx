"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { RandomFeatureView, type ShownFeature } from "./random-feature-view";

/** The tRPC client comes with the first press of the button. */
const NextRandomFeature = dynamic(() => import("./next-random-feature"), { ssr: false });

/** A random good feature: the first with the page, further ones on demand. */
export function RandomFeature({ initial }: { initial: ShownFeature | null }) {
  const [round, setRound] = useState(0);
  // A page that is rendered anew while workers compute brings another feature; the reader keeps the one in hand.
  const [first, setFirst] = useState(initial);
  if (!first && initial) setFirst(initial);
  if (!first) return null;
  return (
    <section className="mt-12" aria-labelledby="random-title">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id="random-title" className="text-lg font-semibold tracking-tight">
          A feature drawn at random
        </h2>
        <button type="button" className="control" onClick={() => setRound(round + 1)}>
          Show another
        </button>
      </div>
      <div className="card mt-2.5 min-h-72 sm:p-5">
        {round === 0 ? <RandomFeatureView feature={first} /> : <NextRandomFeature round={round} />}
      </div>
    </section>
  );
}
