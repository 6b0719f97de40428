import { useSyncExternalStore } from "react";

const query = () => window.matchMedia("(prefers-color-scheme: dark)");

/** Whether the page is dark: as the reader has chosen, or else as the system is. */
export function useTheme(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const observer = new MutationObserver(changed);
      observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
      const media = query();
      media.addEventListener("change", changed);
      return () => {
        observer.disconnect();
        media.removeEventListener("change", changed);
      };
    },
    () => {
      // a frame's theme is set inside the document
      const chosen = [...document.querySelectorAll<HTMLElement>("[data-theme]")].at(-1)?.dataset.theme;
      return chosen ? chosen === "dark" : query().matches;
    },
    () => false,
  );
}
