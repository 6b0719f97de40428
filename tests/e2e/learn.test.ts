import { describe, expect, it } from "vitest";
import { STEPS } from "@/app/learn/text";
import { steerUrl } from "@/domain/urls";
import { getDatabase } from "@/prisma/client";
import { FULL } from "../support/full";
import { DEMO, giveMaximum, STEERED, STEERED_SAE } from "../support/steering";
import { useBrowser } from "./browser";

const { open } = useBrowser();

/** A page on which a text in five doses is being written. */
async function writeLongText() {
  await giveMaximum(getDatabase().pool, STEERED.feature, STEERED.max);
  const page = await open(steerUrl(DEMO, [`${STEERED_SAE}/${STEERED.feature}`]));
  await page.getByLabel("Sweep 5 doses").check();
  await page.getByLabel("Tokens to write").fill("200");
  await page.getByRole("button", { name: "Write" }).click();
  await page.waitForURL(/\/steer\/[\w-]+$/);
  return page;
}

describe("the tour", () => {
  it.each([
    ...(FULL ? ([["a desktop", { phone: false, dark: false }]] as const) : []),
    ["a phone in dark colours, while the worker writes for somebody else", { phone: true, dark: true }],
  ] as const)(
    "is walked from the first step to the last on %s, each with its piece",
    async (_name, options) => {
      const other = options.dark ? await writeLongText() : null;
      const page = await open("/learn", options);
      for (const { id, title } of STEPS.slice(1)) {
        await page.getByRole("link", { name: `Next: ${title}` }).click();
        await page.waitForURL(`**/learn#${id}`);
        expect(await page.locator(`#${id} h2`).isVisible()).toBe(true);
      }

      const arrow = page.getByRole("slider", { name: "Direction of “dog”" });
      const before = await arrow.getAttribute("aria-valuenow");
      await arrow.focus();
      await page.keyboard.press("ArrowLeft");
      expect(await arrow.getAttribute("aria-valuenow")).not.toBe(before);

      await page.getByRole("button", { name: "Train", exact: true }).click();
      await page.getByRole("button", { name: "Trained" }).waitFor({ timeout: 60_000 });
      const explained = page.getByRole("progressbar", { name: "What the arrows explain" });
      expect(Number(await explained.getAttribute("aria-valuenow"))).toBeGreaterThan(90);

      await page.getByLabel("Your name for it").fill("my own guess");
      await page.getByText("Show what others call it").click();
      await page.getByText("my own guess").waitFor();
      expect(page.errors).toEqual([]);
      await other?.getByRole("button", { name: "Replay" }).waitFor({ timeout: 60_000 });
    },
  );

  it("has words and figures without scripts, and every step has its address", async () => {
    const page = await open(`/learn#${STEPS[4]?.id ?? ""}`, { scripts: false });
    for (const { id, paragraphs } of STEPS)
      expect(await page.locator(`#${id}`).innerText()).toContain(paragraphs[0]);
    expect(await page.locator("#guess ol li").count()).toBeGreaterThan(2);
    expect(await page.locator("#mixed svg line").count()).toBeGreaterThan(5);
    expect(await page.locator("#dictionary svg circle").count()).toBeGreaterThan(100);
  });

  it("does not fail while nobody answers: what was shown stays, and it says so", async () => {
    const page = await open("/learn");
    await page.route("**/api/trpc/**", (route) => route.abort());
    await page.getByLabel("A text for the model to go on with").fill("The cat");
    await page.getByText("The server cannot be reached.").first().waitFor();
    expect(await page.locator("#guess ol li").count()).toBeGreaterThan(2);
  });
});
