import { chromium } from "playwright-core";
import { mapUrl } from "@/domain/map-view";
import { findChromium } from "../../tests/support/chromium";
import { useMap, type MapUse } from "../browser/use-map";
import { openFilled } from "../filled-instance";
import { CROWD, writeCrowdedMaps } from "../map/crowd";
import { percentile, spread, type Benchmark, type Measurement } from "../measurement";
import { DONE } from "../../tests/support/fixture-dashboards";

const FEATURES = 100_000;
const FLAGS = ["--headless", "--no-sandbox", "--no-first-run", "--disable-background-networking"];
/** A frame in which a program may take so long leaves a screen of 60 Hz its rate. */
const FRAME_MS = 16.7;

/** The map of 100,000 features in a browser, beside one of 600 in the same run: what the points cost. */
const crowdedMap: Benchmark = {
  name: "crowded-map",
  async run(context) {
    const features = context.quick ? 5_000 : FEATURES;
    const { url, close } = await openFilled(context, "crowd", (pool) => writeCrowdedMaps(pool, features));
    const browser = await chromium.launch({ executablePath: await findChromium(), args: FLAGS });
    try {
      const measured: Measurement[] = [];
      for (const [name, address] of [
        ["600 points", DONE],
        [`${features.toLocaleString("en")} points`, CROWD],
      ] as const) {
        const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
        measured.push(...measurements(name, await useMap(page, url + mapUrl(address), "direction")));
        await page.close();
      }
      return measured;
    } finally {
      await browser.close();
      await close();
    }
  },
};

export default crowdedMap;

function measurements(name: string, { drawn, frames, scripting, switching, errors }: MapUse): Measurement[] {
  const note = errors.length > 0 ? `errors: ${errors.join("; ")}` : "";
  return [
    { what: `map of ${name}: from the request until it is drawn`, unit: "ms", value: spread([drawn]), note },
    {
      ...{
        what: `map of ${name}: a frame while it is dragged and zoomed, in the program itself`,
        unit: "ms",
      },
      value: spread([scripting]),
      limit: { kind: "at most", value: FRAME_MS },
    },
    {
      ...{
        what: `map of ${name}: between two frames, drawn by the processor`,
        unit: "ms",
        value: spread(frames),
      },
      note: `95 %: ${percentile(frames, 0.95).toFixed(0)} ms`,
    },
    {
      ...{
        what: `map of ${name}: longest time without a frame as points travel to another layout`,
        unit: "ms",
      },
      value: spread([switching]),
    },
  ];
}
