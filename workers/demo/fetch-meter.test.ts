import { expect, test } from "vitest";
import { fetchMeter } from "./fetch-meter";

const NBSP = "\u00a0";

test("says how long a download will take at the rate at which it comes, not counting what was there", () => {
  let seconds = 100;
  const describe = fetchMeter("A model", () => seconds);
  const total = 90e6;
  expect(describe({ received: 30e6, total })).toBe("Fetching A model: 30.0 MB of 90.0 MB");
  seconds += 10; // 10 MB in 10 s, so 50 MB are 50 s
  expect(describe({ received: 40e6, total })).toBe(
    `Fetching A model: 40.0 MB of 90.0 MB, about 50${NBSP}s left`,
  );
});

test("says no time where the size is not known, or nothing has come", () => {
  let seconds = 0;
  const unknown = fetchMeter("A model", () => seconds);
  expect(unknown({ received: 0, total: null })).toBe("Fetching A model: 0.0 MB");
  const stuck = fetchMeter("A model", () => seconds);
  stuck({ received: 0, total: 10e6 });
  seconds = 60;
  expect(stuck({ received: 0, total: 10e6 })).toBe("Fetching A model: 0.0 MB of 10.0 MB");
});
