import { describe, expect, it, vi } from "vitest";
import { featureUrl } from "@/domain/urls";
import { getDatabase } from "@/prisma/client";
import { DONE } from "../support/fixture-dashboards";
import { ensureLabel } from "../support/fixture-labels";
import { seriousProblems } from "./accessibility";
import { screenshot, useBrowser } from "./browser";
import { inEveryLook } from "./looks";

const { open } = useBrowser();
const url = (index: number) => featureUrl({ ...DONE, index });
const MAIN = ["Explore", "Map", "Search", "Steer", "Trace", "Label", "Learn", "Lists"];

describe("header", () => {
  it("leads to every main page on a desktop, and says which one is shown", async () => {
    const page = await open("/lists");
    const links = page.getByRole("navigation", { name: "Main" }).getByRole("link");
    expect(await links.allInnerTexts()).toEqual(MAIN);
    expect(await page.locator("[aria-current=page]:visible").allInnerTexts()).toEqual(["Lists"]);
  });

  it("has a menu with all of them on a phone, without scripts too, which closes on a choice and on Escape", async () => {
    for (const scripts of [true, false]) {
      const page = await open("/search", { phone: true, scripts });
      const menu = page.getByRole("navigation", { name: "Menu" });
      expect(await menu.isVisible()).toBe(false);
      await page.locator("summary", { hasText: "Menu" }).click();
      const names = await menu.getByRole("link").allInnerTexts();
      expect(names.slice(0, MAIN.length).map((text) => text.split("\n")[0])).toEqual(MAIN);
      if (scripts) {
        await page.keyboard.press("Escape");
        await menu.waitFor({ state: "hidden" });
        await page.locator("summary", { hasText: "Menu" }).click();
      }
      await menu.getByRole("link", { name: /^Lists/ }).click();
      await page.waitForURL("**/lists");
      await menu.waitFor({ state: "hidden" });
    }
  });

  it("looks right with the menu and with the palette open", async () => {
    const page = await open(url(7));
    await inEveryLook(page, "palette", async ({ look }) => {
      if (look.endsWith("phone")) {
        await page.locator("summary", { hasText: "Menu" }).click();
        await screenshot(page, `menu-${look}`);
        expect(await seriousProblems(page), look).toEqual([]);
        await page.keyboard.press("Escape");
      }
      // a key that is pressed before the page is alive is lost
      await vi.waitFor(
        async () => {
          await page.keyboard.press("Control+k");
          await page.getByRole("option").first().waitFor({ timeout: 5_000 });
        },
        { timeout: 30_000 },
      );
      await screenshot(page, `palette-${look}`);
      expect(await seriousProblems(page), look).toEqual([]);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "hidden" });
    });
  });
});

describe("command palette", () => {
  it("finds a page, a feature by number, a feature by words, an action, and reads any text", async () => {
    await ensureLabel(getDatabase().pool, 11, "dragons that breathe fire");
    const page = await open(url(7));
    const find = async (text: string) => {
      // one that is still closing takes no key
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.waitForTimeout(500);
      await page.keyboard.press("Control+k");
      await page.getByRole("dialog").waitFor();
      await page.keyboard.type(text);
    };
    await find("9");
    await page.getByRole("option", { name: /^Feature 9/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(`**${url(9)}`);

    await find("dragon");
    await page.getByRole("group", { name: "Features" }).getByRole("option").first().click();
    await page.waitForURL((to) => to.pathname !== url(9) && /\/\d+$/.test(to.pathname));

    await find("help");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: /^Keys/ }).waitFor();
    await page.keyboard.press("Escape");

    await find("a dragon flew");
    await page.getByRole("option", { name: /^Read/ }).click();
    await page.waitForURL(/tab=text/);

    await find("steer");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/steer/);
    expect(page.errors).toEqual([]);
  });

  it("is what / opens where a page has no search box in sight", async () => {
    const page = await open(url(7), { phone: true });
    await page.keyboard.press("/");
    await page.getByRole("dialog").waitFor();
    expect(await page.getByRole("combobox").evaluate((box) => box === document.activeElement)).toBe(true);
  });
});
