import { describe, expect, it } from "vitest";
import { VECTORS_URL } from "@/domain/urls";
import { getDatabase } from "@/prisma/client";
import { DEMO, STEERED_SAE } from "../support/steering";
import { baseUrl, screenshot, useBrowser } from "./browser";
import { expectGoodLooks } from "./looks";
import { register } from "./people";

const { open } = useBrowser();

const SENTENCES = [
  "The X was very happy.",
  "Lily saw a big X in the park.",
  "A X sat under the tree.",
  "Mom gave the X some food.",
];
const textsOf = (word: string) => SENTENCES.map((text) => text.replace("X", word)).join("\n");

describe("vectors", () => {
  it("tell a visitor what they are and where to sign in", async () => {
    const page = await open(VECTORS_URL);
    await page.getByText("Nobody has made a vector public yet.").waitFor();
    expect(await page.getByRole("link", { name: "Sign in" }).last().getAttribute("href")).toContain(
      "/sign-in",
    );
    expect(await page.getByRole("button", { name: "Make vector" }).count()).toBe(0);
    const missing = await open(`${VECTORS_URL}/none`);
    expect(missing.status).toBe(404);
    await missing.getByText("There is no vector “none” here.").waitFor();
    expect(page.errors).toEqual([]);
  });

  it("are made from two sets of texts, steered with, written again, made public and deleted", async () => {
    const page = await open("/");
    await register(page, "vector-maker", "reader");
    await page.goto(baseUrl() + VECTORS_URL);
    await page.getByText("You have none yet.").waitFor();
    const place = page.getByLabel("Model and SAE");
    await place.selectOption(`${DEMO}/${STEERED_SAE}`);
    await page.getByLabel("Name of a new vector").fill("dogs");
    await page.getByLabel("Texts that have it").fill(textsOf("dog"));
    // the same in both sets leaves no direction, and what was typed stays
    await page.getByLabel("Texts that lack it").fill(textsOf("dog"));
    await page.getByRole("button", { name: "Make vector" }).click();
    await page.getByText("Both sets of texts have the same mean").waitFor({ timeout: 60_000 });
    await page.getByLabel("Texts that lack it").fill(textsOf("car"));
    await page.getByRole("button", { name: "Make vector" }).click();
    await page.waitForURL(/\/vectors\/[\w-]+$/, { timeout: 60_000 });
    await page.getByRole("heading", { name: "dogs" }).waitFor();
    const address = page.url();
    expect(await page.getByRole("region", { name: "Nearest features" }).getByRole("listitem").count()).toBe(
      10,
    );
    await expectGoodLooks(page, "vector");

    // its maker's strength is what the playground begins with
    await getDatabase().pool.query("UPDATE steering_vector SET strength = 3 WHERE id = $1", [
      address.split("/").at(-1),
    ]);
    await page.getByRole("link", { name: "Steer with it" }).click();
    await page.waitForURL(/vectors=/);
    expect(await page.getByLabel("× distance").inputValue()).toBe("3");
    await page.getByLabel("× distance").fill("4");
    await page.getByLabel("Tokens to write").fill("40");
    await page.getByLabel("Temperature").fill("0");
    await page.getByRole("button", { name: /^Write/ }).click();
    await page.waitForURL(/\/steer\/[\w-]+$/);
    await page.getByRole("button", { name: "Replay" }).waitFor({ timeout: 60_000 });
    const steered = page.getByRole("region", { name: "Steered", exact: true });
    expect(await steered.locator("[data-tips-row]").innerText()).toMatch(/dog|pup|bark/i);
    expect(await page.getByRole("region", { name: "Default", exact: true }).innerText()).not.toMatch(
      /dog|pup|bark/i,
    );
    expect(await steered.locator(".act").count()).toBeGreaterThan(0);
    await screenshot(page, "steer-with-vector", true);
    const run = page.url();
    await page.getByRole("button", { name: "Replay" }).click();
    await page.getByText(/^Same text, token for token/).waitFor({ timeout: 60_000 });

    // whoever has the link sees it, with the vector's name
    const visitor = await open(new URL(run).pathname);
    await visitor.getByRole("link", { name: "dogs" }).first().waitFor();

    await page.goto(address);
    await page.getByLabel("Who may see it").selectOption("public");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("· public ·").waitFor();
    const list = await open(VECTORS_URL);
    await list.getByRole("link", { name: "dogs" }).waitFor();
    await expectGoodLooks(list, "vectors");
    await page.goto(baseUrl() + VECTORS_URL);
    await expectGoodLooks(page, "vectors-own");
    await page.goto(address);
    await page.getByRole("button", { name: "Delete vector" }).click();
    await page.waitForURL(/\/vectors$/);
    await page.getByText("You have none yet.").waitFor();
    expect(page.errors).toEqual([]);
  }, 180_000);
});
