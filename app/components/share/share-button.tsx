"use client";

import { useState } from "react";
import { SharePanel, type Shared } from "./share-panel";

/** Opens what there is to share this page with: its link, and a frame and a citation where it has them. */
export function ShareButton(shared: Shared) {
  const [opening, setOpening] = useState(0);
  return (
    <>
      <button
        type="button"
        className="control"
        aria-haspopup="dialog"
        data-command="Share this page"
        onClick={() => setOpening(opening + 1)}
      >
        Share
      </button>
      {opening > 0 && <SharePanel key={opening} {...shared} />}
    </>
  );
}
