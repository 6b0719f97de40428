/** The rest of a corpus of which a part has been read, asked for with one click. */
import { beforeAll, expect, it } from "vitest";
import { appRouter } from "@/server/procedures";
import { createCallerFactory } from "@/server/trpc";
import { makeAccount, type TestAccount } from "../support/accounts";
import { until } from "../support/program";
import { PASSAGES, useSmallSae } from "../support/small-sae";
import { useTestDatabase } from "../support/test-database";

const database = useTestDatabase();
const small = useSmallSae(database, { features: 40 });
const visitor = createCallerFactory(appRouter)({});
const ADDRESS = { model: "stories15m", sae: "random-40" };
const READ = 16;
let admin: TestAccount;
let part: number;

beforeAll(async () => {
  admin = await makeAccount("reader-on", "admin");
  part = await small.collect("part", 1, false, { read: READ });
  await small.leaveOut();
}, 120_000);

const tokensOf = (passages: readonly ArrayLike<number>[]) =>
  passages.reduce((sum, { length }) => sum + length - 1, 0);
const shown = async () =>
  (
    await database.pool.query<{ id: number; tokens: number }>(
      "SELECT c.id, c.tokens_done AS tokens FROM sae s JOIN collection c ON c.id = s.current_collection_id WHERE s.id = $1",
      [small.id],
    )
  ).rows[0];

it("says how much was read, and to whom it is to say more", async () => {
  const rest = {
    ...{ tokensRead: tokensOf(small.passages.slice(0, READ)), tokens: tokensOf(small.passages) },
    reading: false,
  };
  expect(await visitor.collection.getRest(ADDRESS)).toEqual({ ...rest, mayRead: false });
  expect(await admin.api.collection.getRest(ADDRESS)).toEqual({ ...rest, mayRead: true });
  await expect(visitor.collection.readRest(ADDRESS)).rejects.toThrow(/needs/);
});

it("is read in the background, once however often it is asked for, and then takes the place of the part", async () => {
  await admin.api.collection.readRest(ADDRESS);
  await admin.api.collection.readRest(ADDRESS);
  expect(await visitor.collection.getRest(ADDRESS)).toMatchObject({ reading: true });
  small.startWorker("interactive");
  small.startWorker();
  await until("the whole", async () => (await shown())?.id !== part, 110_000);
  expect(await shown()).toMatchObject({ tokens: tokensOf(small.passages) });
  const { rows } = await database.pool.query("SELECT 1 FROM collection WHERE sae_id = $1", [small.id]);
  expect(rows.length).toBeLessThanOrEqual(2);
  expect(await visitor.collection.getRest(ADDRESS)).toBeNull();
  await expect(admin.api.collection.readRest(ADDRESS)).rejects.toMatchObject({ message: /Nothing is left/ });
  expect(small.passages).toHaveLength(PASSAGES);
}, 120_000);
