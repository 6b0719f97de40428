import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll } from "vitest";
import { closeDatabase, getDatabase } from "@/prisma/client";
import { ensureFixture } from "../support/fixture-dashboards";

/** The machine's Chromium against a running server whose database holds the fixture. */

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Kinds of what a site keeps in a browser. */
const KNOWN = "cookies,local_storage,indexeddb,cache_storage,service_workers";

export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

export interface OpenOptions {
  dark?: boolean;
  phone?: boolean;
  scripts?: boolean;
}

/** Address of the server under test. */
export function baseUrl(): string {
  const url = process.env.FEATURESCOPE_TEST_URL;
  if (!url) throw new Error("FEATURESCOPE_TEST_URL is not set; run the end-to-end tests with npm test.");
  return url.replace(/\/$/, "");
}

/** Opens pages for the tests of one file; each is closed after its test. */
export function useBrowser({ fixture = true } = {}) {
  let browser: Browser;
  /** Profiles of this test, and those that earlier tests have left, by what they were made for. */
  const taken: { context: BrowserContext; made: string }[] = [];
  const free = new Map<string, BrowserContext[]>();
  beforeAll(async () => {
    if (fixture) await ensureFixture(getDatabase().pool);
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM,
      args: FLAGS,
    });
  });
  afterEach(async () => {
    for (const { context, made } of taken.splice(0)) {
      await Promise.all(context.pages().map((page) => page.close()));
      // a test may have closed it itself
      if (browser.contexts().includes(context)) free.set(made, [...(free.get(made) ?? []), context]);
    }
  });
  afterAll(async () => {
    await browser.close();
    await closeDatabase();
  });

  /** As good as a new profile, but that the program's scripts are there: to fetch and compile them takes a second. */
  async function takeProfile(options: OpenOptions): Promise<Page> {
    const profile = {
      viewport: options.phone ? PHONE : DESKTOP,
      colorScheme: options.dark ? "dark" : "light",
      javaScriptEnabled: options.scripts ?? true,
      reducedMotion: "reduce",
    } as const;
    const made = JSON.stringify(profile);
    const left = free.get(made)?.pop();
    const context = left ?? (await browser.newContext(profile));
    taken.push({ context, made });
    const page = await context.newPage();
    if (left) await forget(left, page);
    return page;
  }

  return {
    /** A page that has loaded `path`, of somebody who has never been there; its script errors are in `errors`. */
    async open(
      path: string,
      options: OpenOptions = {},
    ): Promise<Page & { errors: string[]; status: number }> {
      const page = await takeProfile(options);
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(error.message));
      page.on("console", (message) => {
        if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
          errors.push(message.text());
      });
      if (options.scripts ?? true) waitForLife(page);
      const response = await page.goto(baseUrl() + path);
      return Object.assign(page, { errors, status: response?.status() ?? 0 });
    },
  };
}

/** Whatever a profile knows of its reader; not what it has fetched. */
async function forget(context: BrowserContext, page: Page): Promise<void> {
  await context.clearCookies();
  await context.clearPermissions();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Storage.clearDataForOrigin", { origin: baseUrl(), storageTypes: KNOWN });
  await devtools.detach();
}

/**
 * Makes `page` wait, wherever it is sent, until React has taken it over: keys and clicks before that are lost. Who wants
 * to see a page before it is alive goes there with `waitUntil: "commit"`.
 */
function waitForLife(page: Page): void {
  const goto = page.goto.bind(page);
  const reload = page.reload.bind(page);
  const alive = async () => {
    await page.waitForFunction(() => {
      const main = document.querySelector("main");
      return !main || Object.keys(main).some((key) => key.startsWith("__reactFiber$"));
    });
    // what listens for keys begins to a moment later, which is long on a busy machine
    await page
      .evaluate(() => new Promise((resolve) => requestIdleCallback(resolve, { timeout: 2_000 })))
      .catch(() => undefined);
  };
  page.goto = async (url, options) => {
    const response = await goto(url, options);
    if (options?.waitUntil !== "commit") await alive();
    return response;
  };
  page.reload = async (options) => {
    const response = await reload(options);
    await alive();
    return response;
  };
}

/** Writes ./screenshots/NAME.png when screenshots are asked for. */
export async function screenshot(page: Page, name: string, fullPage = false): Promise<void> {
  if (!process.env.FEATURESCOPE_SCREENSHOTS) return;
  mkdirSync("screenshots", { recursive: true });
  await page.screenshot({ path: join("screenshots", `${name}.png`), fullPage });
}
