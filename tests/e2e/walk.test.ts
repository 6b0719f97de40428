import { describe, expect, it } from "vitest";
import { baseUrl, screenshot, useBrowser } from "./browser";

const { open } = useBrowser();

describe.each([
  ["a desktop", false],
  ["a phone", true],
] as const)("from the first page on %s, without typing", (_name, phone) => {
  it("a reader reaches a chosen feature, a steered text, the map and the tour", async () => {
    const page = await open("/", { phone });
    await screenshot(page, `walk-${phone ? "phone" : "desktop"}-home`);

    await page
      .locator("section", { hasText: "Ideas that were found inside" })
      .getByRole("link")
      .first()
      .click();
    await page.waitForURL(/\/\d+$/);
    await page.locator("main mark.act-peak:visible").first().waitFor();

    await page.goBack();
    await page.getByRole("link", { name: "Turn it yourself" }).click();
    await page.waitForURL(/\/steer/);
    await page.getByRole("heading", { name: "Turn the dial" }).waitFor();

    await page.goBack();
    await page.getByRole("link", { name: "Enter the map" }).click();
    await page.waitForURL(/\/map$/);

    await page.goto(baseUrl());
    await page.getByRole("link", { name: "Take the tour" }).click();
    await page.waitForURL(/\/learn$/);
    await page.getByRole("heading", { name: "Inside a language model" }).waitFor();
    expect(page.errors).toEqual([]);
  });
});
