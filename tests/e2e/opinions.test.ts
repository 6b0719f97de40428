import { describe, expect, it } from "vitest";
import { featureUrl, labelUrl } from "@/domain/urls";
import { getDatabase } from "@/prisma/client";
import { DONE } from "../support/fixture-dashboards";
import { baseUrl, screenshot, useBrowser } from "./browser";
import { PASSWORD, register } from "./people";

const { open } = useBrowser();
const feature = { ...DONE, index: 31 };
const url = featureUrl(feature);

describe("opinions", () => {
  it("are written by one, voted on, disputed and quizzed by another, and stand for everybody to see", async () => {
    const first = await open("/");
    await register(first, "first-writer");
    expect(await first.getByRole("link", { name: "Your account: first-writer" }).count()).toBe(1);
    await first.goto(baseUrl() + url);
    await first.getByLabel("What does it stand for?").fill("words of nonsense");
    await first.keyboard.press("Enter");
    const own = first.locator("[data-label]", { hasText: "words of nonsense" });
    await own.waitFor();
    expect(await own.getByRole("button", { name: /^For/ }).isDisabled()).toBe(true);

    const second = await open("/");
    await register(second, "second-reader");
    await second.goto(baseUrl() + url);
    const label = second.locator("[data-label]", { hasText: "words of nonsense" });
    await label.getByRole("button", { name: /^For/ }).click();
    await label.getByRole("button", { name: "For “words of nonsense”: 1" }).waitFor();
    await label.getByRole("button", { name: "Dispute" }).click();
    await second.getByLabel("What is wrong with it?").fill("All words here are nonsense.");
    await second.getByRole("button", { name: "Dispute it" }).click();
    await label.getByText("disputed", { exact: true }).waitFor();
    await label.getByText("All words here are nonsense.").waitFor();
    await screenshot(second, "labels-panel");

    await label.getByRole("link", { name: "Blind quiz" }).click();
    await second.waitForURL(/\/label\/quiz\//);
    await second.getByRole("heading", { name: "words of nonsense" }).waitFor();
    expect(await second.locator("main").innerText()).not.toContain(DONE.sae);
    for (const key of ["2", "3", "0"]) await second.keyboard.press(key);
    expect(await second.getByRole("checkbox", { checked: true }).count()).toBe(3);
    await second.getByRole("button", { name: /^These are active/ }).click();
    await second.getByText(/Balanced accuracy [01]\.\d\d/).waitFor();
    await screenshot(second, "quiz-answered", true);
    expect([...first.errors, ...second.errors]).toEqual([]);

    const visitor = await open(url);
    const seen = await visitor.locator("[data-label]").innerText();
    expect(seen).toMatch(/disputed/);
    expect(seen).toMatch(/quiz [01]\.\d\d \(1 person\)/);
    expect(await visitor.getByText("to propose a label or to vote.").count()).toBe(1);
  });

  it("show two people who edit at once what the other wrote", async () => {
    const page = await open("/");
    await register(page, "two-tabs");
    const address = baseUrl() + featureUrl({ ...DONE, index: 33 });
    await page.goto(address);
    await page.getByLabel("What does it stand for?").fill("one text");
    await page.keyboard.press("Enter");
    await page.locator("[data-label]", { hasText: "one text" }).waitFor();
    const other = Object.assign(await page.context().newPage(), {});
    await other.goto(address);
    for (const [tab, text] of [
      [page, "from this tab"],
      [other, "from the other tab"],
    ] as const) {
      await tab.getByRole("button", { name: "Edit" }).click();
      await tab.getByLabel("New text").fill(text);
    }
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator("[data-label] bdi", { hasText: "from this tab" }).first().waitFor();
    await other.getByRole("button", { name: "Save" }).click();
    await other.getByText("it now reads “from this tab”").waitFor();
    expect(await other.getByLabel("New text").inputValue()).toBe("from the other tab");
    await other.getByRole("button", { name: "Save" }).click();
    await other.locator("[data-label] bdi", { hasText: "from the other tab" }).first().waitFor();
    await other.getByRole("button", { name: "History" }).click();
    await other.getByText("changed it to “from this tab”").waitFor();
  });

  it("go by keyboard alone from one feature to the next, on a narrow window too", async () => {
    const page = await open("/", { phone: true });
    await register(page, "keyboard-only");
    await page.goto(baseUrl() + labelUrl({ within: DONE }));
    await page.waitForURL(/feature=/);
    await screenshot(page, "label-flow", true);
    const shown = () => new URL(page.url()).searchParams.get("feature");
    const labelled: (string | null)[] = [];
    for (const text of ["by keys one", "by keys two", "by keys three"]) {
      const before = shown();
      labelled.push(before);
      await page.waitForFunction(() => document.activeElement instanceof HTMLInputElement);
      await page.keyboard.type(text);
      await page.keyboard.press("Enter");
      await page.waitForURL((to) => {
        const now = to.searchParams.get("feature");
        return now !== null && now !== before;
      });
    }
    expect(new Set(labelled).size).toBe(3);
    const last = shown();
    await page.waitForFunction(() => document.activeElement instanceof HTMLInputElement);
    await page.keyboard.press("Escape");
    await page.keyboard.press("s");
    await page.waitForURL((to) => to.searchParams.has("feature") && to.searchParams.get("feature") !== last);
    const { rows } = await getDatabase().pool.query<{ count: number }>(
      "SELECT count(*)::int FROM label WHERE text LIKE 'by keys %'",
    );
    expect(rows[0]?.count).toBe(3);
  });
});

describe("accounts", () => {
  it("sign out and in again, and come back to where they were going", async () => {
    const page = await open("/");
    await register(page, "comes-back");
    await page.getByRole("link", { name: "Your account: comes-back" }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("link", { name: "Sign in" }).waitFor();
    await page.goto(`${baseUrl()}/settings`);
    await page.getByLabel("User name").fill("comes-back");
    await page.getByLabel("Password").fill("not the password");
    await page.keyboard.press("Enter");
    await page.getByText("The name or the password is wrong.").waitFor();
    await page.getByLabel("Password").fill(PASSWORD);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/settings$/);
    await page.getByLabel("Name of a new key").fill("notebook");
    await page.getByRole("button", { name: "Make key" }).click();
    const key = await page.locator("[role=status] code").innerText();
    expect(key).toMatch(/^fsk_/);
    const bookmarks = (headers: Record<string, string>) =>
      fetch(`${baseUrl()}/api/trpc/bookmark.list`, { headers });
    expect((await bookmarks({ "x-api-key": key })).status).toBe(200);
    expect((await bookmarks({})).status).toBe(401);
    expect(page.errors).toEqual([]);
  });

  it("refuse a change that another site sends with the browser's cookies", async () => {
    const page = await open("/");
    await register(page, "has-cookies");
    const cookies = await page.context().cookies();
    const answer = await fetch(`${baseUrl()}/api/trpc/account.setAbout`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        origin: "https://elsewhere.example",
        cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; "),
      },
      body: JSON.stringify({ json: { about: "hijacked" } }),
    });
    expect(answer.status).toBe(403);
    expect(cookies.find(({ name }) => name.includes("session"))).toMatchObject({
      httpOnly: true,
      sameSite: "Lax",
    });
  });
});
