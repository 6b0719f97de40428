import { describe, expect, it } from "vitest";
import { countAgainst } from "@/server/platform/access/rate-limit";
import { handleRest } from "@/server/rest/handle";
import { callerWith, makeAccount } from "../support/accounts";
import { useTestDatabase } from "../support/test-database";

const database = useTestDatabase();
const settled = (calls: Promise<unknown>[]) => Promise.allSettled(calls);
const passed = (results: PromiseSettledResult<unknown>[]) =>
  results.filter(({ status }) => status === "fulfilled").length;

describe("rate limits", () => {
  it("let a burst through and no more, however many ask at once", async () => {
    const limit = { name: "test", burst: 20, perSecond: 0.001 };
    const results = await settled(Array.from({ length: 100 }, () => countAgainst(limit, "one")));
    expect(passed(results)).toBe(20);
    const refusal = results.find(({ status }) => status === "rejected") as PromiseRejectedResult;
    expect(refusal.reason).toMatchObject({ code: "RATE_LIMITED" });
    // the next place is free when one thousandth of a request a second has made one
    expect((refusal.reason as { retryAfterS: number }).retryAfterS).toBeGreaterThan(900);
    expect((refusal.reason as { retryAfterS: number }).retryAfterS).toBeLessThanOrEqual(1000);
    await expect(countAgainst(limit, "another")).resolves.toBeUndefined();
  });

  it("let the next one through when the time that they tell has passed", async () => {
    const limit = { name: "recovers", burst: 1, perSecond: 0.01 };
    await countAgainst(limit, "one");
    await expect(countAgainst(limit, "one")).rejects.toMatchObject({ retryAfterS: 100 });
    await database.pool.query(
      "UPDATE rate_bucket SET empty_at = empty_at - interval '101 s' WHERE key = 'recovers one'",
    );
    await expect(countAgainst(limit, "one")).resolves.toBeUndefined();
  });

  it("answer a burst of one account with Retry-After and leave another alone", async () => {
    const [busy, calm] = [await makeAccount("busy"), await makeAccount("calm")];
    const headers = (cookie: string) => new Headers({ cookie });
    const calls = Array.from({ length: 80 }, () => callerWith(headers(busy.cookie), { remote: true }));
    const results = await settled(calls.map(({ api }) => api.account.setAbout({ about: "again" })));
    const refused = results.flatMap((result, i) => (result.status === "rejected" ? [{ result, i }] : []));
    // 60 at once, and what flows out while they are answered
    expect(passed(results)).toBeGreaterThanOrEqual(60);
    expect(refused.length).toBeGreaterThan(0);
    for (const { result, i } of refused) {
      expect(result.reason).toMatchObject({ code: "TOO_MANY_REQUESTS" });
      expect(Number(calls[i]?.responseHeaders.get("retry-after"))).toBeGreaterThanOrEqual(1);
    }
    const other = callerWith(headers(calm.cookie), { remote: true });
    await expect(other.api.account.setAbout({ about: "once" })).resolves.toBeUndefined();
  });

  it("answer a burst over HTTP with 429 and Retry-After, and leave another key alone", async () => {
    const [busy, calm] = [await makeAccount("busy-key"), await makeAccount("calm-key")];
    const keyOf = async ({ api }: typeof busy) =>
      (await api.account.createKey({ name: "k", scopes: ["write"] })).key;
    const [key, other] = [await keyOf(busy), await keyOf(calm)];
    const fork = (withKey: string) =>
      handleRest(
        new Request("http://localhost/api/v1/lists/none/fork", {
          method: "POST",
          headers: { "x-api-key": withKey },
        }),
      );
    const answers = await Promise.all(Array.from({ length: 80 }, () => fork(key)));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(answers.filter(({ status }) => status === 404).length).toBeGreaterThanOrEqual(60);
    for (const { headers } of refused) expect(Number(headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect((await fork(other)).status).toBe(404);
  });
});
