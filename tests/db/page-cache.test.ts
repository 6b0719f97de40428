/** Finished pages kept for visitors, over a real database whose triggers say what has changed. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { register } from "prom-client";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { cachePages } from "@/server/page-cache/cache-pages";
import { showFeature } from "@/server/platform/page-contents";
import { DONE, ensureFixture, FAILED, MODEL, RUNNING } from "../support/fixture-dashboards";
import { writeBareSae } from "../support/labelled-sae";
import { useTestDatabase } from "../support/test-database";

const database = useTestDatabase();
/** Features that the page of a feature names. */
const NAMED = (index: number) => [
  { ...DONE, index: index + 1 },
  { ...DONE, sae: RUNNING.sae, index: 3 },
];
let server: Server;
let base = "";
/** Pages drawn, one number for each, which is on the page. */
let drawn = 0;
let saeId = 0;

beforeAll(async () => {
  await ensureFixture(database.pool);
  await writeBareSae(database.pool, { model: "other", sae: "one", features: 4 });
  const { rows } = await database.pool.query<{ id: number }>("SELECT id FROM sae WHERE slug = $1", [
    DONE.sae,
  ]);
  saeId = rows[0]?.id ?? 0;
  register.clear();
  const { show } = cachePages(
    async (request, response) => {
      const number = ++drawn;
      const index = Number(request.url?.split("/")[3]);
      // what a page of a feature says that it shows; one other says nothing
      if (index < 100) showFeature({ ...DONE, index }, NAMED(index));
      await sleep(20);
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.setHeader("content-security-policy", `script-src 'nonce-${number}'`);
      if (request.url?.includes("missing")) response.statusCode = 404;
      if (request.headers["accept-encoding"] === "gzip") {
        response.setHeader("content-encoding", "gzip");
        response.end(gzipSync(`page ${number}`));
        return;
      }
      response.write(`page `);
      response.end(String(number));
    },
    { bytes: 2 ** 20, url: () => database.url, pool: () => database.pool },
  );
  server = createServer((request, response) => void show(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const page = (index = 1) => `/${MODEL}/${DONE.sae}/${index}`;
const read = async (path: string, headers: Record<string, string> = {}) =>
  (await fetch(base + path, { headers: { "accept-encoding": "identity", ...headers } })).text();

beforeEach(async () => {
  // until it listens nothing is kept
  await expect.poll(async () => (await read(page(0))) === (await read(page(0)))).toBe(true);
});

/** A page once it is not drawn anew any more for what happened before. */
async function settled(path: string): Promise<string> {
  const before = await read(path);
  await sleep(100);
  return (await read(path)) === before ? before : settled(path);
}

/** Waits until a page that was kept is drawn anew. */
const isForgotten = (path: string, before: string) => expect.poll(() => read(path)).not.toBe(before);

describe("the page of a feature", () => {
  it("is drawn once for all visitors, and sent as it was with its policy and a tag", async () => {
    const before = drawn;
    const texts = await Promise.all([1, 2, 3].map(() => read(page(1))));
    expect(new Set(texts).size).toBe(1);
    expect(drawn).toBe(before + 1);
    const kept = await fetch(base + page(1), { headers: { "accept-encoding": "identity" } });
    expect(kept.headers.get("content-security-policy")).toBe(`script-src 'nonce-${drawn}'`);
    expect(kept.headers.get("cache-control")).toBe("public, no-cache");
    expect(kept.headers.get("vary")).toContain("Cookie");
    const tag = kept.headers.get("etag") ?? "";
    expect(tag).toMatch(/^"[\w-]{22}"$/);
    const known = await fetch(base + page(1), {
      headers: { "accept-encoding": "identity", "if-none-match": tag },
    });
    expect([known.status, await known.text()]).toEqual([304, ""]);
    expect(known.headers.get("content-security-policy")).toBe(`script-src 'nonce-${drawn}'`);
  });

  it("is kept compressed for those who asked for that, apart from the others", async () => {
    const plain = await read(page(2));
    const packed = await read(page(2), { "accept-encoding": "gzip" });
    expect(packed).not.toBe(plain);
    expect(await read(page(2), { "accept-encoding": "gzip" })).toBe(packed);
    expect(await read(page(2))).toBe(plain);
  });

  it("is drawn for each who has an account or a key", async () => {
    const kept = await read(page(3));
    const known: Record<string, string>[] = [
      { cookie: "featurescope.session_token=a" },
      { authorization: "Bearer a" },
    ];
    for (const headers of known) {
      const own = await read(page(3), headers);
      expect(own).not.toBe(kept);
      expect(await read(page(3), headers)).not.toBe(own);
    }
    expect(await read(page(3))).toBe(kept);
  });
});

/** Tables without a trigger of their own that tells the cache (migration content_notices_computed). */
const TELL_NOTHING = [
  // what pages show of them is written with a row of a table that tells
  ...["activation", "coactivation", "neighbour", "passage", "vocabulary"],
  ...["label_version", "label_vote", "search_document", "search_word"],
  // on other pages than those of an SAE and of a feature, which alone are kept
  ...["bookmark", "drawn_picture", "feature_list", "list_item", "short_link"],
  ...["safety_limit", "safety_listing", "safety_probe", "safety_verdict"],
  ...["steering_benchmark_cell", "steering_run", "steering_step", "steering_vector", "training_step"],
  ...["api_key", "audit_entry", "user_login", "user_session", "user_verification"],
  // on none
  ...["_prisma_migrations", "collection_shard", "job", "label_draft", "label_sample", "rate_bucket"],
  ...["shard_block", "text_vector", "worker"],
];

it("every table tells of what it has on kept pages, or is known to have nothing to tell", async () => {
  const { rows } = await database.pool.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class c
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition AND NOT EXISTS (
       SELECT 1 FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname LIKE 'content\\_%') ORDER BY 1`,
  );
  expect(rows.map(({ name }) => name)).toEqual(TELL_NOTHING.toSorted());
});

describe("a change in the database", () => {
  const write = (feature: number, shown: boolean, { sae = DONE.sae, method = "hand" } = {}) =>
    database.pool.query(
      `INSERT INTO label (sae_id, feature, text, method, state, shown)
       SELECT id, $2, 'new ' || random(), $5, 'proposed', $3 FROM sae WHERE model_id = $4 AND slug = $1
       -- a test that is tried again has written one already
       ON CONFLICT (sae_id, feature) WHERE shown DO UPDATE SET text = excluded.text`,
      [sae, feature, shown, MODEL, method],
    );
  /** Labels of the feature, as somebody's vote or a job changes them. */
  const update = (feature: number, change: string) =>
    database.pool.query(`UPDATE label SET ${change} WHERE sae_id = $1 AND feature = $2`, [saeId, feature]);
  /** A collection, as jobs change it. */
  const collection = (change: string, sae = DONE.sae) =>
    database.pool.query(
      `UPDATE collection SET ${change} WHERE sae_id = (SELECT id FROM sae WHERE model_id = $1 AND slug = $2)`,
      [MODEL, sae],
    );

  beforeAll(() => write(2, true));

  const people: [string, () => Promise<unknown>][] = [
    ["a label", () => write(1, false)],
    ["a vote", () => update(1, "votes_up = votes_up + 1")],
    ["a new text of the label of a feature that it names", () => update(2, "text = text || '!'")],
    ["that label hidden", () => update(2, "shown = false, state = 'hidden'")],
    ["the state of a collection", () => collection("state = 'failed'")],
    ["that state again", () => collection("state = 'done'")],
    ["the title of a corpus", () => database.pool.query("UPDATE corpus SET title = title")],
  ];
  it.each(people)("(%s) is on the page from then on", async (_name, change) => {
    const before = await read(page());
    expect(await read(page())).toBe(before);
    await change();
    // as long as a notice takes, and many times over
    await sleep(200);
    expect(await read(page())).not.toBe(before);
  });

  const workers: [string, () => Promise<unknown>][] = [
    ["a label that a program wrote", () => write(3, false, { method: "token" })],
    ["a program's label of a feature that it names", () => write(4, true, { method: "token" })],
    ["a person's label of a feature that it names in another SAE", () => write(3, true, RUNNING)],
    ["another of them being shown", () => update(4, "shown = false")],
    ["a person's label of a feature that it names", () => write(4, true)],
    ["a merge", () => database.pool.query("UPDATE feature SET max = max WHERE index = 1")],
    ["its quality", () => collection("quality = quality || jsonb_build_object('dead', random())")],
    ["the state of another collection", () => collection("state = 'cancelled'", FAILED.sae)],
    [
      "another SAE",
      () => writeBareSae(database.pool, { model: MODEL, sae: `new-${Date.now()}`, features: 1 }),
    ],
  ];
  it.each(workers)("(%s) has it drawn anew while the old one is sent", async (_name, change) => {
    const path = page(3);
    const before = await read(path);
    expect(await read(path)).toBe(before);
    const drawnBefore = drawn;
    await change();
    await sleep(200);
    expect(await read(path)).toBe(before);
    await isForgotten(path, before);
    const after = await read(path);
    expect(await read(path)).toBe(after);
    expect(drawn - drawnBefore).toBeLessThanOrEqual(2);
  });

  it.each<[string, () => Promise<unknown>]>([
    ["a label of a feature that it does not name", () => write(9, true)],
    ["a label that is not shown of a feature that it names", () => write(2, false)],
    ["a vote on a label of a feature that it names", () => update(2, "votes_up = votes_up + 1")],
    ["a merge of an SAE that it does not name", () => mergeOfAnother()],
    ["the figures of an SAE that it does not name", () => collection("features_active = 1", FAILED.sae)],
  ])("(%s) leaves it, and takes a page that has not said what it shows", async (_name, change) => {
    const before = await settled(page());
    const silent = await read(page(100));
    await change();
    await isForgotten(page(100), silent);
    expect(await read(page())).toBe(before);
  });

  /** Writes a feature of an SAE of the same model that no page names. */
  async function mergeOfAnother(): Promise<unknown> {
    return database.pool.query(
      `UPDATE feature SET max = max WHERE collection_id IN (
         SELECT c.id FROM collection c JOIN sae s ON s.id = c.sae_id
         WHERE s.model_id = $1 AND s.slug NOT IN ($2, $3))`,
      [MODEL, DONE.sae, RUNNING.sae],
    );
  }

  it("to another model leaves it", async () => {
    const before = await settled(page());
    await database.pool.query(
      `INSERT INTO label (sae_id, feature, text, method, state, shown)
       SELECT id, 1, 'new', 'token', 'proposed', false FROM sae WHERE model_id = 'other'`,
    );
    // progress is on no page that is kept
    await collection("tokens_done = tokens_done + 1, shards_done = shards_done + 1, state = state");
    await sleep(300);
    expect(await read(page())).toBe(before);
  });

  it("of more features than a notice holds is one of the whole SAE", async () => {
    const before = await settled(page());
    // as a program writes them, none of them shown yet, and as people import them
    for (const [method, shown] of [
      ["token", false],
      ["import", true],
    ] as const)
      await database.pool.query(
        `INSERT INTO label (sae_id, feature, text, method, state, shown)
         SELECT $1, 100000 + g, 'one of many', $2, 'proposed', $3 FROM generate_series(1, 3000) g`,
        [saeId, method, shown],
      );
    await isForgotten(page(), before);
    const after = await settled(page());
    await database.pool.query("UPDATE label SET votes_up = votes_up + 1 WHERE text = 'one of many'");
    await database.pool.query("DELETE FROM label WHERE text = 'one of many'");
    await isForgotten(page(), after);
  });

  it("that hides an SAE leaves nothing of it", async () => {
    const before = await read(page());
    await database.pool.query("UPDATE sae SET visibility = 'private' WHERE id = $1", [saeId]);
    await isForgotten(page(), before);
    expect(await read(page())).not.toBe(await read(page()));
    await database.pool.query("UPDATE sae SET visibility = 'public' WHERE id = $1", [saeId]);
  });
});

describe("nothing is kept", () => {
  it.each([
    ["of an SAE that is being collected", () => `/${MODEL}/${RUNNING.sae}/1`],
    ["of an SAE that is not there", () => `/${MODEL}/nothing/1`],
    ["of a page that is no success", () => `${page()}?missing`],
  ])("%s", async (_name, path) => expect(await read(path())).not.toBe(await read(path())));

  it("while nobody would say what has changed", async () => {
    const before = await read(page());
    await database.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'featurescope pages' AND datname = current_database()`,
    );
    await isForgotten(page(), before);
  });
});
