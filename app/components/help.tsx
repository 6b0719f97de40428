"use client";

import dynamic from "next/dynamic";
import { useState } from "react";

const HelpDialog = dynamic(() => import("./help-dialog"), { ssr: false });

/** Opens the help, which comes with the first press. */
export function HelpButton() {
  const [openings, setOpenings] = useState(0);
  return (
    <>
      <button
        type="button"
        className="control px-2.5"
        aria-label="Help and keyboard shortcuts"
        data-shortcut="?"
        data-command="Help and keys"
        onClick={() => setOpenings(openings + 1)}
      >
        ?
      </button>
      {openings > 0 && <HelpDialog opening={openings} />}
    </>
  );
}
