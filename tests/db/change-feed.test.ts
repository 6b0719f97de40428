import { afterEach, describe, expect, it } from "vitest";
import { CHANGES_CHANNEL, type ChangeNotice } from "@/domain/jobs";
import { CHANGES, ChangeFeed } from "@/server/platform/streams/change-feed";
import { useTestDatabase } from "../support/test-database";

const database = useTestDatabase();
const feed = new ChangeFeed(() => database.url, CHANGES);
let unsubscribe: (() => void)[] = [];

afterEach(() => {
  for (const stop of unsubscribe) stop();
  unsubscribe = [];
});

function listen(): (ChangeNotice | "anything")[] {
  const heard: (ChangeNotice | "anything")[] = [];
  unsubscribe.push(feed.subscribe((notice) => heard.push(notice)));
  return heard;
}

const notify = (payload: string) =>
  database.pool.query("SELECT pg_notify($1, $2)", [CHANGES_CHANNEL, payload]);
const listeners = async () =>
  (
    await database.pool.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity
       WHERE application_name = 'featurescope listen' AND datname = current_database()`,
    )
  ).rows;

describe("the change feed", () => {
  it("tells every listener over one connection", async () => {
    const before = (await listeners()).length;
    const heard = [listen(), listen(), listen()];
    await expect.poll(() => feed.connections).toBe(1);
    await notify(JSON.stringify({ kind: "collection", id: 7 }));
    for (const notices of heard)
      await expect.poll(() => notices).toContainEqual({ kind: "collection", id: 7 });
    expect(await listeners()).toHaveLength(before + 1);
  });

  it("takes a notice that it cannot read for a reason to look at everything", async () => {
    const heard = listen();
    await expect.poll(() => feed.connections).toBe(1);
    heard.length = 0;
    await notify("{not json");
    await expect.poll(() => heard).toEqual(["anything"]);
  });

  it("connects again after the server has cut it off, and says that something may have been missed", async () => {
    const heard = listen();
    await expect.poll(() => feed.connections).toBe(1);
    heard.length = 0;
    for (const { pid } of await listeners())
      await database.pool.query("SELECT pg_terminate_backend($1)", [pid]);
    await expect.poll(() => heard, { timeout: 5000 }).toContain("anything");
    await notify(JSON.stringify({ kind: "collection", id: 8 }));
    await expect.poll(() => heard).toContainEqual({ kind: "collection", id: 8 });
  });

  it("forgets a listener that has left", async () => {
    const heard = listen();
    await expect.poll(() => feed.connections).toBe(1);
    unsubscribe.pop()?.();
    heard.length = 0;
    const other = listen();
    await notify(JSON.stringify({ kind: "collection", id: 9 }));
    await expect.poll(() => other).toContainEqual({ kind: "collection", id: 9 });
    expect(heard).toEqual([]);
  });
});
