/**
 * `npm run moving-picture -- [URL]`: records docs/images/steer-and-walk.webp from a running Featurescope that has read both
 * models: a feature is turned up while the model answers, then a walk goes from a feature of the story model to its neighbours.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import sharp from "sharp";
import { exampleUrl } from "@/domain/urls";
import { walkUrl } from "@/domain/walk";
import { PROJECT_ROOT } from "@/domain/project-root";
import { findChromium } from "../tests/support/chromium";

const SIZE = { width: 1040, height: 780 };
const FRAME_MS = 200;
/** How long the last picture of a scene stands. */
const REST_MS = 2_500;
const STEERED = { model: "smollm2-135m", example: 0 };
const WALKED = { model: "stories15m", sae: "3-res-2k" };
/** From rain over the sun to what is hot. */
const STEPS = [830, 2033, 80] as const;

interface Frame {
  png: Buffer;
  ms: number;
}

/** Takes pictures of a page until it is told to end, each with the time that it stood. */
function film(page: Page): () => Promise<Frame[]> {
  const end = new AbortController();
  const taken = (async () => {
    const frames: Frame[] = [];
    while (!end.signal.aborted) {
      const from = performance.now();
      const png = await page.screenshot();
      await page.waitForTimeout(Math.max(0, FRAME_MS - (performance.now() - from)));
      const last = frames.at(-1);
      if (last?.png.equals(png)) last.ms += performance.now() - from;
      else frames.push({ png, ms: performance.now() - from });
    }
    return frames;
  })();
  // what broke the scene is told by whoever plays it
  taken.catch(() => undefined);
  return async () => {
    end.abort();
    const frames = await taken;
    return frames.map((frame, i) => (i < frames.length - 1 ? frame : { ...frame, ms: REST_MS }));
  };
}

const url = (process.argv[2] ?? "http://localhost:3000").replace(/\/$/, "");
const browser = await chromium.launch({ executablePath: await findChromium(), args: ["--no-sandbox"] });
try {
  const page = await browser.newPage({ viewport: SIZE });
  await page.goto(url + exampleUrl(STEERED.model, STEERED.example));
  const write = page.getByRole("button", { name: "Write", exact: true });
  await write.waitFor();
  const ofSteering = film(page);
  await page.waitForTimeout(1_500);
  await write.click();
  await page.waitForURL(/\/steer\/[\w-]+$/);
  await page.evaluate(() => scrollTo(0, 0));
  await page.getByRole("button", { name: "Replay" }).waitFor({ timeout: 120_000 });
  const steered = await ofSteering();

  const [first, ...steps] = STEPS;
  await page.goto(url + walkUrl(WALKED, [first]));
  const neighbours = page.getByRole("list", { name: "Neighbours" });
  await neighbours.getByRole("button").first().waitFor();
  const ofWalk = film(page);
  for (const step of steps) {
    await page.waitForTimeout(1_800);
    const next = neighbours.getByRole("button", { name: new RegExp(`^${step}\\b`) });
    await next.hover();
    await page.waitForTimeout(600);
    await next.click();
  }
  await page.waitForTimeout(1_800);
  const frames = [...steered, ...(await ofWalk())];
  const picture = await sharp(
    frames.map(({ png }) => png),
    { join: { animated: true } },
  )
    .webp({ delay: frames.map(({ ms }) => Math.round(ms)), loop: 0, quality: 70, effort: 5 })
    .toBuffer();
  await writeFile(join(PROJECT_ROOT, "docs/images/steer-and-walk.webp"), picture);
  console.error(`${frames.length} pictures, ${(picture.byteLength / 1024).toFixed(0)} KiB`);
} finally {
  await browser.close();
}
