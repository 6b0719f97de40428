import axe from "axe-core";
import type { Page } from "playwright-core";

/**
 * Serious and critical accessibility problems of what the page shows now, each with its elements. axe runs in the page
 * itself: only the problems travel, not the report on everything that is in order, which takes ten times as long.
 */
export async function seriousProblems(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe.source);
  const options: axe.RunOptions = {
    resultTypes: ["violations"],
    // style sheets and media are read for two rules only: one is off, the other is about sound
    preload: false,
  };
  const { violations } = await page.evaluate(
    (options) => (globalThis as unknown as { axe: typeof axe }).axe.run(options),
    options,
  );
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

/** Counts how often the page is left without a title from now on; a screen reader would say a page without a name. */
export async function watchTitle(page: Page): Promise<() => Promise<number>> {
  const counter = await page.evaluateHandle(() => {
    const lost = { times: 0 };
    // after the page's own observers, which may have been told later than this one and are before anybody reads the title
    const note = () =>
      queueMicrotask(() => {
        if (document.title === "") lost.times++;
      });
    new MutationObserver(note).observe(document.documentElement, { childList: true, subtree: true });
    return lost;
  });
  return () => counter.evaluate(({ times }) => times);
}
