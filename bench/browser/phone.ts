import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";

/** Lighthouse's throttled phone: "slow 4G" and a quarter of this machine's processor. */
const DEVICE = {
  viewport: { width: 412, height: 823 },
  deviceScaleFactor: 2.6,
  isMobile: true,
  hasTouch: true,
};
const SLOWDOWN = 4;
const BYTES_PER_SECOND = { down: 1_638_400 / 8, up: 675_000 / 8 };
const ROUND_TRIP_MS = 150;

/** Nothing larger is drawn and nothing moves after this time without a request. */
const QUIET_MS = 1500;
const LOAD_MS = 60_000;
/** An event is told of when its answer has been drawn; rounded to 8 ms. */
const SHORTEST_EVENT_MS = 16;

/** What a page was like for somebody who opens it for the first time. */
export interface PageVitals {
  /** Milliseconds from the request until the largest thing on the screen was drawn. */
  largestPaint: number;
  /** What that was: the beginning of its markup. */
  largest: string;
  /** Milliseconds from a touch or key to the next drawing, the longest of its events. */
  interaction: number;
  /** Sum of layout shifts that nobody caused. */
  shift: number;
  /** What the page wrote to the console as errors. */
  errors: string[];
}

interface Observed {
  paint: { at: number; what: string };
  shift: number;
  events: { at: number; ms: number }[];
}

/** Opens a page with an empty cache on a throttled phone, and uses it once it is quiet. */
export async function usePage(
  browser: Browser,
  url: string,
  use: (page: Page) => Promise<void>,
): Promise<PageVitals> {
  const context = await browser.newContext(DEVICE);
  try {
    const page = await context.newPage();
    const errors: string[] = [];
    page.on("pageerror", ({ message }) => errors.push(message));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    const devtools = await context.newCDPSession(page);
    await devtools.send("Network.enable");
    await devtools.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: ROUND_TRIP_MS,
      downloadThroughput: BYTES_PER_SECOND.down,
      uploadThroughput: BYTES_PER_SECOND.up,
    });
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOWDOWN });
    // the loader that compiles this file marks functions with their names
    await page.addInitScript({ content: "window.__name = (named) => named;" });
    await page.addInitScript(observe, SHORTEST_EVENT_MS);
    await page.goto(url, { timeout: LOAD_MS, waitUntil: "load" });
    await page.waitForLoadState("networkidle", { timeout: LOAD_MS }).catch(() => undefined);
    await sleep(QUIET_MS);
    const before = await page.evaluate(readObserved);
    if (Number.isNaN(before.paint.at)) throw new Error(`${url} painted nothing that Chromium tells of.`);
    await use(page);
    await sleep(QUIET_MS);
    const after = await page.evaluate(readObserved);
    return {
      largestPaint: before.paint.at,
      largest: before.paint.what,
      shift: after.shift,
      // what is not told of took less than the shortest that is
      interaction: Math.max(SHORTEST_EVENT_MS, ...after.events.map(({ ms }) => ms)),
      errors,
    };
  } finally {
    await context.close();
  }
}

/** In the page, before its own scripts. */
function observe(shortest: number): void {
  const seen: Observed = { paint: { at: NaN, what: "" }, shift: 0, events: [] };
  Object.assign(window, { vitals: seen });
  const watch = (type: string, tell: (entry: PerformanceEntry) => void, options: object = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(tell)).observe({
      ...{ type, buffered: true },
      ...options,
    });
  watch("largest-contentful-paint", (entry) => {
    const { element } = entry as PerformanceEntry & { element?: Element | null };
    seen.paint = { at: entry.startTime, what: (element?.outerHTML ?? "").slice(0, 80) };
  });
  watch("layout-shift", (entry) => {
    const { value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
    if (!hadRecentInput) seen.shift += value;
  });
  watch(
    "event",
    (entry) => {
      const { interactionId } = entry as PerformanceEntry & { interactionId: number };
      if (interactionId > 0) seen.events.push({ at: entry.startTime, ms: entry.duration });
    },
    { durationThreshold: shortest },
  );
}

const readObserved = (): Observed => (window as unknown as { vitals: Observed }).vitals;
