"use client";

import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import type { SaeAddress } from "@/domain/urls";
import { PALETTE } from "../shortcuts";
import type { Place } from "./places";

/** It comes with the first press. */
const CommandPalette = dynamic(() => import("./command-palette"), { ssr: false });

interface Props {
  places: readonly Place[];
  within?: SaeAddress;
}

/** Opens the command palette, as Ctrl-K and ⌘K do; without scripts it is a link to the search. */
export function PaletteButton({ places, within }: Props) {
  const [open, setOpen] = useState(false);
  const [used, setUsed] = useState(false);
  const show = () => {
    setUsed(true);
    setOpen(true);
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      setUsed(true);
      setOpen((before) => !before);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return (
    <>
      <a
        href="/search"
        className="control px-2"
        aria-label="Find a page, a feature or an action"
        aria-keyshortcuts="Control+K"
        data-shortcut={PALETTE}
        data-tip="Find anything (Ctrl K)"
        onClick={(event) => {
          event.preventDefault();
          show();
        }}
      >
        <svg
          viewBox="0 0 20 20"
          className="size-4"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.6"
          aria-hidden="true"
        >
          <path d="M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM13 13l4 4" strokeLinecap="round" />
        </svg>
      </a>
      {used && <CommandPalette open={open} onOpenChange={setOpen} places={places} within={within} />}
    </>
  );
}
