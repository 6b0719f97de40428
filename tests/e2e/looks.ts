import type { Page } from "playwright-core";
import { expect } from "vitest";
import { seriousProblems } from "./accessibility";
import { DESKTOP, PHONE, screenshot } from "./browser";

const LOOKS = [
  { look: "light", colorScheme: "light", viewport: DESKTOP },
  { look: "dark", colorScheme: "dark", viewport: DESKTOP },
  { look: "dark-phone", colorScheme: "dark", viewport: PHONE },
  { look: "light-phone", colorScheme: "light", viewport: PHONE },
] as const;

/** Changes the window and the colours of a page that has loaded, as a reader's machine does. */
export async function inEveryLook(page: Page, check: (look: string) => Promise<void>): Promise<void> {
  for (const { look, colorScheme, viewport } of LOOKS) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(viewport);
    await settled(page);
    await check(look);
  }
}

/** Once the new colours are drawn: a busy page takes a moment, and colours may change step by step. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    await frame();
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
  });
}

/** The page fits every window and has no serious accessibility problem in any colours. */
export async function expectGoodLooks(page: Page & { errors: string[] }, name: string): Promise<void> {
  await inEveryLook(page, async (look) => {
    await screenshot(page, `${name}-${look}`, true);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow, `${name} ${look}`).toBeLessThanOrEqual(0);
    expect(await seriousProblems(page), `${name} ${look}`).toEqual([]);
  });
  expect(page.errors, name).toEqual([]);
}
