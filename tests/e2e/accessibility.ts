import axe from "axe-core";
import type { Page } from "playwright-core";

/**
 * Serious and critical accessibility problems of what the page shows now, each with its elements. axe runs in the page
 * itself: only the problems travel, not the report on everything that is in order, which takes ten times as long.
 */
export async function seriousProblems(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run({ resultTypes: ["violations"] }),
  );
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}
