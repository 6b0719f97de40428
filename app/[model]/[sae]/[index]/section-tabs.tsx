"use client";

import { useEffect, useState } from "react";

export interface PageSection {
  id: string;
  name: string;
}

/**
 * The parts of a page as tabs on a narrow window, where one is shown at a time (`.sections` in globals.css). Which one
 * is in the address, and switching needs no script; this only tells
 * screen readers where they are. @param first the part that an address without one shows
 */
export function SectionTabs({ sections, first }: { sections: readonly PageSection[]; first: string }) {
  const [shown, setShown] = useState(first);
  useEffect(() => {
    const read = () => {
      const asked = window.location.hash.slice(1);
      setShown(sections.some(({ id }) => id === asked) ? asked : first);
    };
    read();
    window.addEventListener("hashchange", read);
    return () => window.removeEventListener("hashchange", read);
  }, [sections, first]);
  return (
    <nav aria-label="Parts of this page" className="section-tabs">
      {sections.map(({ id, name }) => (
        <a key={id} href={`#${id}`} data-section={id} aria-current={id === shown ? "true" : undefined}>
          {name}
        </a>
      ))}
    </nav>
  );
}
