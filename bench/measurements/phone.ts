import { chromium, type Page } from "playwright-core";
import { findChromium } from "../../tests/support/chromium";
import { usePage, type PageVitals } from "../browser/phone";
import { MODEL_ID } from "../context";
import { spread, type Benchmark, type Measurement } from "../measurement";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
];
const ROUNDS = 3;

/** What Google's Core Web Vitals call good. */
const LARGEST_PAINT_MS = 2500;
const INTERACTION_MS = 200;
const SHIFT = 0.1;

interface UsedPage {
  name: string;
  path: string;
  /** The main control, and what it is. */
  control: string;
  use: (page: Page) => Promise<void>;
}

const PAGES: readonly UsedPage[] = [
  {
    ...{ name: "home", path: "/", control: "a key in the box for one's own sentence" },
    use: (page) => page.locator("main textarea").first().press("a"),
  },
  {
    ...{ name: "feature", path: `/${MODEL_ID}/3-res-4k/406`, control: "the tab that leads to labels" },
    use: (page) =>
      page.getByRole("navigation", { name: "Parts of this page" }).getByRole("link").nth(1).tap(),
  },
  {
    ...{ name: "map", path: `/${MODEL_ID}/3-res-4k/map`, control: "a key in the box that finds features" },
    use: (page) => page.locator("main").getByRole("searchbox").first().press("a"),
  },
  {
    ...{ name: "learn", path: "/learn", control: "a key in the sentence whose next word is guessed" },
    use: (page) => page.locator("main").getByRole("textbox").first().press("a"),
  },
  {
    ...{ name: "steer", path: `/steer?model=${MODEL_ID}&example=0`, control: "the preset Obsess" },
    use: (page) => page.getByRole("button", { name: "Obsess" }).tap(),
  },
];

const phone: Benchmark = {
  name: "phone",
  async run(context) {
    const url = await context.site();
    const browser = await chromium.launch({ executablePath: await findChromium(), args: FLAGS });
    try {
      const measured: Measurement[] = [];
      for (const page of PAGES) {
        const rounds: PageVitals[] = [];
        // the first compiles the page on the server
        for (let round = 0; round <= (context.quick ? 1 : ROUNDS); round++)
          rounds.push(await usePage(browser, url + page.path, page.use));
        measured.push(...measurements(page, rounds.slice(1)));
      }
      return measured;
    } finally {
      await browser.close();
    }
  },
};

export default phone;

function measurements({ name, control }: UsedPage, rounds: readonly PageVitals[]): Measurement[] {
  const errors = rounds.flatMap((round) => round.errors);
  return [
    {
      what: `${name} on a throttled phone: largest contentful paint, empty cache`,
      unit: "ms",
      value: spread(rounds.map(({ largestPaint }) => largestPaint)),
      limit: { kind: "at most", value: LARGEST_PAINT_MS },
      note: `drawn last: ${rounds.at(-1)?.largest ?? ""}`,
    },
    {
      what: `${name} on a throttled phone: from ${control} to the next drawing`,
      unit: "ms",
      value: spread(rounds.map(({ interaction }) => interaction)),
      limit: { kind: "at most", value: INTERACTION_MS },
    },
    {
      what: `${name} on a throttled phone: cumulative layout shift`,
      unit: "",
      value: spread(rounds.map(({ shift }) => shift)),
      limit: { kind: "at most", value: SHIFT },
    },
    {
      what: `${name} on a throttled phone: errors in the console`,
      unit: "errors",
      value: spread([errors.length]),
      limit: { kind: "at most", value: 0 },
      ...(errors.length > 0 ? { note: [...new Set(errors)].join("; ") } : {}),
    },
  ];
}
