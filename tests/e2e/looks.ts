import type { Page } from "playwright-core";
import { expect } from "vitest";
import { FULL } from "../support/full";
import { seriousProblems } from "./accessibility";
import { DESKTOP, PHONE, screenshot } from "./browser";

interface Look {
  look: string;
  colorScheme: "light" | "dark";
  viewport: typeof DESKTOP;
}

/** Every colour and every width, each once: what goes wrong in one of them goes wrong in one of these. */
const PAIRED: readonly Look[] = [
  { look: "light", colorScheme: "light", viewport: DESKTOP },
  { look: "dark-phone", colorScheme: "dark", viewport: PHONE },
];
/** Pictures are taken of all four. */
const ALL: readonly Look[] = [
  ...PAIRED,
  { look: "light-phone", colorScheme: "light", viewport: PHONE },
  { look: "dark", colorScheme: "dark", viewport: DESKTOP },
];

/** A state of a page is seen in one of the pairs, by its name, so that about half of all states are seen in each. */
function looksOf(name: string): readonly Look[] {
  if (process.env.FEATURESCOPE_SCREENSHOTS) return ALL;
  if (FULL) return PAIRED;
  return PAIRED.slice(name.length % 2).slice(0, 1);
}

/** Changes the window and the colours of a page that has loaded, as a reader's machine does. */
export async function inEveryLook(
  page: Page,
  name: string,
  check: (look: Look) => Promise<void>,
): Promise<void> {
  for (const look of looksOf(name)) {
    await page.emulateMedia({ colorScheme: look.colorScheme });
    await page.setViewportSize(look.viewport);
    await settled(page, look);
    await check(look);
  }
}

/** Once the new colours are drawn: a busy page takes a moment to hear of them, and colours may change step by step. */
async function settled(page: Page, { colorScheme, viewport }: Look): Promise<void> {
  await page.waitForFunction(
    ([scheme, width]) => matchMedia(`(prefers-color-scheme: ${scheme})`).matches && innerWidth === width,
    [colorScheme, viewport.width] as const,
  );
  await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    await frame();
    while (document.getAnimations().some(({ playState }) => playState === "running"))
      await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
    await frame();
  });
}

/** The page fits every window and has no serious accessibility problem in any colours. */
export async function expectGoodLooks(page: Page & { errors: string[] }, name: string): Promise<void> {
  await inEveryLook(page, name, async ({ look }) => {
    await screenshot(page, `${name}-${look}`, true);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow, `${name} ${look}`).toBeLessThanOrEqual(0);
    expect(await seriousProblems(page), `${name} ${look}`).toEqual([]);
  });
  expect(page.errors, name).toEqual([]);
}
