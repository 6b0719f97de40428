import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readWebProcessCount } from "@/cli/start/checks";
import { CHANGES_CHANNEL } from "@/domain/jobs";
import { formatCount } from "@/domain/format";
import { featureUrl } from "@/domain/urls";
import { getDatabase } from "@/prisma/client";
import { LIVE } from "../support/fixture-dashboards";
import { useBrowser } from "./browser";

const { open } = useBrowser();
const url = featureUrl({ ...LIVE, index: 4 });
let collectionId = 0;

async function run(sql: string, values: unknown[] = []) {
  return (await getDatabase().pool.query(sql, values)).rows as Record<string, unknown>[];
}

/** What a worker does after a shard: new figures, then the notice. */
async function advance(set: string): Promise<void> {
  await run(`UPDATE collection SET ${set} WHERE id = $1`, [collectionId]);
  await run("SELECT pg_notify($1, $2)", [
    CHANGES_CHANNEL,
    JSON.stringify({ kind: "collection", id: collectionId }),
  ]);
}

const listening = () =>
  run(
    "SELECT pid FROM pg_stat_activity WHERE application_name = 'featurescope listen' AND datname = current_database()",
  );

beforeAll(async () => {
  const rows = await run("SELECT current_collection_id AS id FROM sae WHERE slug = $1", [LIVE.sae]);
  collectionId = Number(rows[0]?.id);
});

afterAll(() =>
  run("UPDATE collection SET state = 'running', tokens_done = 12000, finished_at = NULL WHERE id = $1", [
    collectionId,
  ]),
);

describe("live progress", () => {
  it("updates a feature page in place while workers compute, without moving it", async () => {
    const page = await open(url);
    await page.evaluate(() => {
      const moved = { score: 0 };
      Object.assign(window, { moved });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries())
          moved.score += (entry as PerformanceEntry & { value: number }).value;
      }).observe({ type: "layout-shift", buffered: true });
    });
    const before = await page.locator("mark").count();
    await page.waitForFunction(() => document.querySelector("[role=progressbar]") !== null);
    await expect.poll(async () => (await listening()).length).toBeGreaterThan(0);

    await advance("tokens_done = 20000");
    await page.getByText(`${formatCount(20_000)} of`).waitFor();
    // the rows that a merge rewrites are read anew without a reload
    await run("UPDATE feature SET density = 0.0421 WHERE collection_id = $1 AND index = 4", [collectionId]);
    await advance("tokens_done = 21000");
    await page.getByText("4.2 %").waitFor();
    await advance("tokens_done = tokens_total, state = 'done', finished_at = now()");
    await page.getByText("tokens read", { exact: false }).first().waitFor();
    await page.getByText("finished").waitFor();

    expect(await page.locator("mark").count()).toBe(before);
    expect(
      await page.evaluate(() => (window as unknown as { moved: { score: number } }).moved.score),
    ).toBeLessThan(0.02);
    expect(page.errors).toEqual([]);
  });

  it("listens over one connection a serving process, and frees it when the pages are closed", async () => {
    await run("UPDATE collection SET state = 'running', finished_at = NULL WHERE id = $1", [collectionId]);
    const processes = readWebProcessCount();
    const pages = await Promise.all(Array.from({ length: processes + 2 }, () => open(url)));
    await Promise.all(pages.map((page) => page.locator("[role=progressbar]").first().waitFor()));
    await expect.poll(async () => (await listening()).length).toBeGreaterThan(0);
    // each page has its stream before this says anything of how many connections they share
    await advance("tokens_done = 20500");
    await Promise.all(pages.map((page) => page.getByText(`${formatCount(20_500)} of`).waitFor()));
    expect((await listening()).length).toBeLessThanOrEqual(processes);
    await Promise.all(pages.map((page) => page.context().close()));
    await expect.poll(async () => (await listening()).length, { timeout: 15_000 }).toBe(0);
  });

  it("goes on after the connection to the database has been cut", async () => {
    await run("UPDATE collection SET state = 'running', finished_at = NULL WHERE id = $1", [collectionId]);
    const page = await open(url);
    await expect.poll(async () => (await listening()).length).toBeGreaterThan(0);
    await run(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'featurescope listen' AND datname = current_database()",
    );
    await run("UPDATE collection SET tokens_done = 23456 WHERE id = $1", [collectionId]);
    await page.getByText(`${formatCount(23_456)} of`).waitFor();
  });
});
