import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { embedUrl, featureImageUrl, featureUrl } from "@/domain/urls";
import { DONE } from "../support/fixture-dashboards";
import { baseUrl, screenshot, useBrowser } from "./browser";

const { open } = useBrowser();
const feature = { ...DONE, index: 7 };
const url = featureUrl(feature);

const linkTo = (path: string) =>
  fetch(`${baseUrl()}/api/trpc/share.link`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ json: { path } }),
  });

async function idOf(path: string): Promise<string> {
  const answer = await linkTo(path);
  expect(answer.status).toBe(200);
  const { result } = (await answer.json()) as { result: { data: { json: { id: string } } } };
  return result.data.json.id;
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
    expect(image).toBe(baseUrl() + featureImageUrl(feature));
    expect(html).toContain('<meta name="twitter:card" content="summary_large_image"');
    const answer = await fetch(image ?? "");
    expect(answer.headers.get("content-type")).toBe("image/png");
    const png = Buffer.from(await answer.arrayBuffer());
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 630]);
    const again = await fetch(image ?? "", {
      headers: { "if-none-match": answer.headers.get("etag") ?? "none" },
    });
    expect(again.status).toBe(304);
    expect((await fetch(`${baseUrl()}/api/feature/${DONE.model}/nothing/1/image`)).status).toBe(404);
  });
});
