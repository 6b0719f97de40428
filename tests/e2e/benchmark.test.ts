import { expect, it } from "vitest";
import { benchmarkResult } from "@/domain/steering-benchmark";
import { ANYBODY } from "@/server/platform/access/viewer";
import { callerOf } from "../support/accounts";
import { DONE } from "../support/fixture-dashboards";
import { baseUrl, useBrowser } from "./browser";

const { open } = useBrowser();
const api = callerOf(ANYBODY);

it("says whether steering works, shows a feature with its controls, and has a text written again", async () => {
  const page = await open("/benchmark");
  await page
    .getByText(/^Mostly yes: texts that are steered by a feature score 0\.60 \(0\.55 to 0\.65\) of 2/)
    .waitFor();
  const arms = page.getByRole("region", { name: "The feature and its controls" });
  expect(await arms.getByRole("row").nth(2).textContent()).toContain(
    "the feature with the wrong sign0.02 (−0.03 to 0.07)",
  );

  await page.getByRole("link", { name: "castles" }).click();
  await page.waitForURL(/f=12/);
  const feature = page.getByRole("region", { name: /^castles/ });
  expect(
    await feature
      .getByRole("img", { name: /^the feature itself, by dose: concept 0\.70 at 1, 1\.40 at 2/ })
      .count(),
  ).toBe(1);
  expect(
    await feature.getByText("Its lexicon, from passages that were kept aside: lake, castle.").count(),
  ).toBe(1);
  await feature.getByRole("link", { name: "write it again" }).nth(1).click();
  await page.waitForURL(/\/steer\?recipe=/);
  expect(await page.getByLabel(/^Prompt/).inputValue()).toBe("One day");
  await page.getByText(`${DONE.sae}/12`, { exact: false }).first().waitFor();
  expect(page.errors).toEqual([]);
});

it("has an address of its own for every result, and says which are not there", async () => {
  const [latest] = await api.benchmark.list();
  const within = `/benchmark?in=${DONE.model}/${DONE.sae}`;
  const page = await open(`${within}&run=${latest?.run ?? ""}`);
  const chosen = page.getByRole("list", { name: "SAEs that were measured" }).locator("[aria-current=true]");
  expect(await chosen.innerText()).toMatch(/\d+.features?, \d+.prompts? · score/);
  await page.goto(`${baseUrl()}${within}&run=0123456789ab`);
  await page.getByRole("heading", { name: /has not been measured here/ }).waitFor();
});

it("hands out what it shows", async () => {
  const page = await open("/benchmark");
  const href = await page.getByRole("link", { name: "JSON", exact: true }).getAttribute("href");
  const answer = await fetch(baseUrl() + (href ?? ""));
  expect(answer.headers.get("content-disposition")).toContain(`steering-${DONE.model}-${DONE.sae}.json`);
  expect(benchmarkResult.parse(await answer.json()).summary.aboveControls).toBe(2);
});

it("refuses a recipe that cannot be read, and says what is wrong", async () => {
  for (const recipe of ["nonsense", "{}", '{"model":"synthetic-words","features":[],"prompt":"x"}']) {
    const page = await open(`/steer?recipe=${encodeURIComponent(recipe)}`);
    await page.getByText("The address holds a recipe that cannot be read.").waitFor();
    await page.close();
  }
});
