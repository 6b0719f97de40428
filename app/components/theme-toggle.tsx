"use client";

import { useState } from "react";
import { THEME_COOKIE, THEMES, type Theme } from "@/domain/theme";

const ONE_YEAR_S = 31_536_000;
const ICON: Record<Theme, string> = {
  system: "M3 4h14v9H3zM7 16h6M10 13v3",
  light:
    "M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM10 1.5v2M10 16.5v2M1.5 10h2M16.5 10h2M4 4l1.4 1.4M14.6 14.6 16 16M4 16l1.4-1.4M14.6 5.4 16 4",
  dark: "M16.5 12.2A7 7 0 0 1 7.8 3.5a7 7 0 1 0 8.7 8.7z",
};

/** Steps through the system's colours, light and dark. */
export function ThemeToggle({ initial }: { initial: Theme }) {
  const [theme, setTheme] = useState(initial);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "system";
  const choose = () => {
    setTheme(next);
    if (next === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    document.cookie = `${THEME_COOKIE}=${next}; path=/; max-age=${ONE_YEAR_S}; samesite=lax`;
  };
  return (
    <button
      type="button"
      onClick={choose}
      className="control px-2"
      aria-label={`Colours: ${theme}. Change to ${next}.`}
      data-tip={`Colours: ${theme}`}
      data-command={`Colours: change to ${next}`}
    >
      <svg
        viewBox="0 0 20 20"
        className="size-4"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        aria-hidden="true"
      >
        <path d={ICON[theme]} strokeLinecap="round" strokeLinejoin="round" />
      </svg>
    </button>
  );
}
