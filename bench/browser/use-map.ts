import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright-core";

/** How long the map is dragged, and how long it is zoomed. */
const DRAG_MS = 4_000;
const ZOOM_MS = 2_000;
const STEP_MS = 16;
const SETTLE_MS = 3_000;

/** What moving a map is like. */
export interface MapUse {
  /** Milliseconds from the request until its points are drawn. */
  drawn: number;
  /** Milliseconds between two drawings while it is dragged and zoomed. */
  frames: number[];
  /** Milliseconds that the program itself takes for each of these, without what the GPU (or what stands in for it) takes. */
  scripting: number;
  /** Longest time that the page could not answer after another distance was chosen, in ms. */
  switching: number;
  errors: string[];
}

/** Opens a map, drags it about, zooms in and out with the wheel, and has its points travel to another layout. */
export async function useMap(page: Page, url: string, other: string): Promise<MapUse> {
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  const from = performance.now();
  await page.goto(url);
  await page.locator("[aria-label='Features in view'] li").first().waitFor({ timeout: 60_000 });
  const drawn = performance.now() - from;
  await sleep(SETTLE_MS);
  const canvas = await page.locator("canvas").first().boundingBox();
  if (!canvas) throw new Error("The map has no canvas.");
  const [x, y] = [canvas.x + canvas.width / 2, canvas.y + canvas.height / 2];
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Profiler.enable");

  await page.mouse.move(x, y);
  await watchFrames(page);
  await devtools.send("Profiler.start");
  await page.mouse.down();
  await during(DRAG_MS, (share) =>
    page.mouse.move(x + 120 * Math.sin(10 * share), y + 90 * Math.cos(13 * share)),
  );
  await page.mouse.up();
  await during(ZOOM_MS, (share) => page.mouse.wheel(0, share < 0.5 ? -60 : 60));
  const frames = await takeFrames(page);
  const { profile } = await devtools.send("Profiler.stop");

  await watchFrames(page);
  await page.getByLabel("Near by").selectOption(other);
  await sleep(SETTLE_MS);
  const switching = Math.max(...(await takeFrames(page)));
  return { drawn, frames, scripting: scriptingOf(profile) / Math.max(1, frames.length), switching, errors };
}

/** What a profile has of each call, as far as it is read here. */
interface Profile {
  nodes: { id: number; callFrame: { functionName: string } }[];
  samples?: number[];
  timeDeltas?: number[];
}

/** Milliseconds in functions of the page, without those in which it waits for the GPU. */
function scriptingOf({ nodes, samples = [], timeDeltas = [] }: Profile): number {
  const waits = new Set(
    nodes
      .filter(({ callFrame: { functionName } }) =>
        /^\((program|idle|root)\)$|^readPixels$/.test(functionName),
      )
      .map(({ id }) => id),
  );
  return samples.reduce((sum, id, i) => sum + (waits.has(id) ? 0 : (timeDeltas[i] ?? 0)), 0) / 1000;
}

/** Does something again and again for a while; told how much of the time is over. */
async function during(ms: number, act: (share: number) => Promise<void>): Promise<void> {
  const from = performance.now();
  for (let gone = 0; gone < ms; gone = performance.now() - from) {
    await act(gone / ms);
    await sleep(STEP_MS);
  }
}

/** Notes from now on when each drawing begins. */
async function watchFrames(page: Page): Promise<void> {
  await page.evaluate(() => {
    // a method, since the name that tsx gives to functions is not known in the page
    const watch = {
      times: [] as number[],
      on: true,
      note(at: number) {
        watch.times.push(at);
        if (watch.on) requestAnimationFrame((next) => watch.note(next));
      },
    };
    Object.assign(window, { mapFrames: watch });
    requestAnimationFrame((at) => watch.note(at));
  });
}

/** Milliseconds between the drawings. */
async function takeFrames(page: Page): Promise<number[]> {
  const times = await page.evaluate(() => {
    const state = (window as unknown as { mapFrames: { times: number[]; on: boolean } }).mapFrames;
    state.on = false;
    return state.times;
  });
  return times.slice(1).map((at, i) => at - (times[i] ?? at));
}
