/** The reader's choice of colours, kept in a cookie so that the server sends the page in it without a flash. */
export const THEME_COOKIE = "featurescope-theme";
export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export function readTheme(value: string | undefined): Theme {
  return THEMES.find((theme) => theme === value) ?? "system";
}
