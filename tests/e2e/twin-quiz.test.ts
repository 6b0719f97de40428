import { expect, it } from "vitest";
import { twinsUrl } from "@/domain/urls";
import { getDatabase } from "@/prisma/client";
import { DONE } from "../support/fixture-dashboards";
import { ensureLabel } from "../support/fixture-labels";
import { listTwins } from "../support/fixture-map";
import { screenshot, useBrowser } from "./browser";

const { open } = useBrowser();
const url = twinsUrl(DONE);

it("asks which of two neighbours a text goes with, by keys and without an account", async () => {
  const { pool } = getDatabase();
  for (const feature of await listTwins(pool, DONE.sae, [200, 220]))
    await ensureLabel(pool, feature, `what number ${feature} means`);
  const page = await open(url);
  const choices = page.getByRole("group", { name: "Which label does it go with?" }).getByRole("button");
  await choices.first().waitFor();
  expect(await choices.count()).toBe(2);
  await page.keyboard.press("2");
  await page.getByText(/^(Right|Wrong): it is an example of feature \d+/).waitFor();
  expect(await page.getByText(/[01] of 1 right/).count()).toBe(1);
  expect(await page.getByRole("link", { name: "Sign in", exact: true }).count()).toBeGreaterThan(0);
  await screenshot(page, "twin-quiz", true);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: /^Skip/ }).waitFor();
  expect(page.errors).toEqual([]);
});
