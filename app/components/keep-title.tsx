"use client";

import { useEffect } from "react";

/**
 * Keeps the page's last title while Next.js exchanges it: when a page is drawn again or gone to, the old title is taken away
 * a moment before the new one comes, and a screen reader would say a page without a name.
 */
export function KeepTitle() {
  useEffect(() => {
    let last = document.title;
    let own: HTMLTitleElement | null = null;
    const observer = new MutationObserver(() => {
      const titles = document.head.querySelectorAll("title");
      if (titles.length === 0) {
        own = document.createElement("title");
        own.textContent = last;
        document.head.append(own);
      } else if (own && titles.length > 1) {
        own.remove();
        own = null;
      }
      last = document.title || last;
    });
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => observer.disconnect();
  }, []);
  return null;
}
