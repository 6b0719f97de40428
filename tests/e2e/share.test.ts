import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { embedUrl, featureImageUrl, featureUrl } from "@/domain/urls";
import { callProcedure } from "../support/calls";
import { DONE } from "../support/fixture-dashboards";
import { baseUrl, screenshot, useBrowser } from "./browser";
import { register } from "./people";

const { open } = useBrowser();
const feature = { ...DONE, index: 7 };
const url = featureUrl(feature);

const linkTo = (path: string) => callProcedure<{ id: string }>(baseUrl(), "share.link", { path });

async function idOf(path: string): Promise<string> {
  const { status, data } = await linkTo(path);
  expect(status).toBe(200);
  return data.id;
}

describe("short links", () => {
  it("are the same for the same view, lead to it, and nowhere else", async () => {
    const id = await idOf(`${url}?window=8&band=2`);
    expect(await idOf(`${url}?band=2&window=8`)).toBe(id);
    expect(await idOf(`${url}?band=2`)).not.toBe(id);
    const answer = await fetch(`${baseUrl()}/s/${id}`, { redirect: "manual" });
    expect(answer.status).toBe(307);
    expect(answer.headers.get("location")).toBe(`${url}?band=2&window=8`);
    for (const path of ["//evil.example", "/\\evil.example", "https://evil.example/", "/.//evil.example/x"])
      expect((await linkTo(path)).status, path).toBe(400);
    expect((await linkTo(`/${DONE.model}/nothing/1`)).status).toBe(404);
    for (const guess of [id.slice(1), `${id}0`, "00000000000", "-", "x".repeat(500)])
      expect((await fetch(`${baseUrl()}/s/${guess}`, { redirect: "manual" })).status, guess).toBe(404);
  });
});

describe("a list", () => {
  it("is put together by one, and read by another through its short link until it is private", async () => {
    const page = await open("/");
    await register(page, "keeps-lists");
    await page.goto(baseUrl() + url);
    await page.getByRole("button", { name: "Keep" }).click();
    await page.getByRole("button", { name: "Begin a list with it" }).click();
    await page.getByRole("link", { name: /^From / }).click();
    await page.getByLabel("Title", { exact: true }).fill("Worth a look");
    await page.getByLabel(`Note on ${DONE.sae} 7`).fill("see the second example");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: "Worth a look" }).waitFor();
    await page.getByRole("button", { name: "Share" }).click();
    const field = page.getByRole("textbox", { name: "Link" });
    await page.waitForFunction(() =>
      document.querySelector<HTMLInputElement>("dialog input")?.value.includes("/s/"),
    );
    const link = await field.inputValue();
    await page.getByRole("button", { name: "Close" }).click();

    const reader = await open(new URL(link).pathname);
    await reader.getByRole("heading", { name: "Worth a look" }).waitFor();
    await reader.getByText("see the second example").waitFor();
    expect(await reader.getByRole("button", { name: "Save" }).count()).toBe(0);
    const embedded = await open(embedUrl(new URL(reader.url()).pathname));
    await embedded.getByText("see the second example").waitFor();

    await page.getByLabel("Who may see it").selectOption("private");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("· private ·").waitFor();
    for (const path of [link, reader.url(), embedded.url()])
      expect((await fetch(path)).status, path).toBe(404);
    expect([...page.errors, ...reader.errors]).toEqual([]);
  });
});

describe("administration", () => {
  it("finds an account, locks it out, brings hidden words back, and has a log of it all", async () => {
    const writer = await open("/");
    await register(writer, "hides-words");
    await writer.goto(`${baseUrl()}${featureUrl({ ...DONE, index: 52 })}`);
    await writer.getByLabel("What does it stand for?").fill("words to hide");
    await writer.keyboard.press("Enter");
    await writer.locator("[data-label]", { hasText: "words to hide" }).waitFor();
    await writer.goto(`${baseUrl()}/admin/users`);
    await writer.getByText("Not for this account").waitFor();

    const page = await open("/");
    await register(page, "looks-after", "admin");
    await page.goto(`${baseUrl()}${featureUrl({ ...DONE, index: 52 })}`);
    const label = page.locator("[data-label]", { hasText: "words to hide" });
    await label.getByRole("button", { name: "Hide", exact: true }).click();
    await label.getByRole("button", { name: "Show again" }).waitFor();
    await page.goto(`${baseUrl()}/admin`);
    await page.waitForURL(/\/admin\/jobs$/);
    await page.getByRole("link", { name: "Moderation" }).click();
    await page.getByRole("button", { name: "Show again: words to hide" }).click();
    await page.getByText("words to hide").waitFor({ state: "detached" });
    await page.getByRole("link", { name: "Accounts" }).click();
    await page.getByLabel("Part of a user name").fill("hides-w");
    await page.keyboard.press("Enter");
    await page.waitForURL(/q=hides-w/);
    await page.getByRole("button", { name: "Lock hides-words" }).click();
    await page.getByLabel("Why hides-words is locked out").fill("only a test");
    await page.keyboard.press("Enter");
    await page.getByText("only a test").waitFor();
    await page.getByRole("link", { name: "Audit log" }).click();
    await page.getByText("account.ban").first().waitFor();
    await page.getByText("label.unhide").first().waitFor();
    await writer.goto(`${baseUrl()}/settings`);
    await writer.waitForURL(/\/sign-in/);
    expect(page.errors).toEqual([]);
  });
});

/** A page of another site that holds the snippet of the share panel. */
async function foreignSite(body: string) {
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(
      `<!doctype html><title>Elsewhere</title><h1>An article</h1>${body}<p id="after">The end</p>`,
    );
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => new Promise((closed) => server.close(closed)),
  };
}

describe("embedding", () => {
  it("works in a page of another site with the copied lines, at the height that it needs", async () => {
    const page = await open(url);
    await page.getByRole("button", { name: "Share" }).click();
    const snippet = page.getByRole("textbox", { name: "Embed in a page" });
    await snippet.waitFor();
    await screenshot(page, "share-panel");
    const lines = await snippet.inputValue();
    const bibtex = await page.getByRole("textbox", { name: "BibTeX" }).inputValue();
    expect(bibtex).toContain(`SAE ${DONE.sae} sha256 ${"5".repeat(64)}`);
    expect(bibtex).toMatch(/url = \{http:\/\/localhost:\d+\/s\/[A-Za-z0-9]{11}\}/);

    const site = await foreignSite(lines);
    try {
      const other = await page.context().newPage();
      await other.goto(site.url);
      const frame = other.frameLocator("iframe");
      await frame.locator("mark.act-peak").first().waitFor();
      expect(await frame.locator(".examples > li").count()).toBe(5);
      await other.waitForFunction(() => {
        const height = Number(document.querySelector("iframe")?.height);
        return height > 150 && height !== 420;
      });
      const [height, needed] = await Promise.all([
        other.evaluate(() => Number(document.querySelector("iframe")?.height)),
        frame.locator("body").evaluate((body) => body.scrollHeight),
      ]);
      expect(Math.abs(height - needed)).toBeLessThanOrEqual(2);
      await screenshot(other, "embed-elsewhere", true);
      await other.setViewportSize({ width: 400, height: 800 });
      await other.waitForFunction(
        (before) => Number(document.querySelector("iframe")?.height) > before,
        height,
      );
      // another page of the program stays out of the frame
      await other.evaluate(
        (src) => document.querySelector("iframe")?.setAttribute("src", src),
        baseUrl() + url,
      );
      await other.waitForTimeout(500);
      expect(await frame.locator("main").count()).toBe(0);
    } finally {
      await site.close();
    }
    expect(page.errors).toEqual([]);
  });

  it("shows a member's private things to nobody, and says so in the frame", async () => {
    const page = await open(embedUrl(`/${DONE.model}/${DONE.sae}/99999`));
    expect(page.status).toBe(404);
    expect(await page.locator("h1").innerText()).toContain("has no feature 99999");
    expect(await page.getByRole("link", { name: "Sign in" }).count()).toBe(0);
  });
});

describe("the picture of a feature", () => {
  it("is named in the page, is a picture, and is not sent twice", async () => {
    const html = await (await fetch(baseUrl() + url)).text();
    const image = /<meta property="og:image" content="([^"]+)"/.exec(html)?.[1];
    expect(image?.split("?v=")[0]).toBe(baseUrl() + featureImageUrl(feature));
    expect(html).toContain('<meta name="twitter:card" content="summary_large_image"');
    const answer = await fetch(image ?? "");
    expect(answer.headers.get("content-type")).toBe("image/png");
    // the address names what is in the picture; without that, it is asked for each time
    expect(answer.headers.get("cache-control")).toBe("public, max-age=604800, immutable");
    const latest = await fetch(baseUrl() + featureImageUrl(feature));
    expect(latest.headers.get("cache-control")).toBe("private, no-cache");
    expect(latest.headers.get("etag")).toBe(answer.headers.get("etag"));
    const png = Buffer.from(await answer.arrayBuffer());
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 630]);
    const again = await fetch(image ?? "", {
      headers: { "if-none-match": answer.headers.get("etag") ?? "none" },
    });
    expect(again.status).toBe(304);
    expect((await fetch(`${baseUrl()}/api/feature/${DONE.model}/nothing/1/image`)).status).toBe(404);
  });
});
