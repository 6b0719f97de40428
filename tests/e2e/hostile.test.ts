import type { Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { mapUrl } from "@/domain/map-view";
import {
  embedUrl,
  featureImageUrl,
  featureJsonUrl,
  featureUrl,
  listUrl,
  saeUrl,
  userUrl,
} from "@/domain/urls";
import { getDatabase } from "@/prisma/client";
import { callProcedure } from "../support/calls";
import { DONE, MODEL } from "../support/fixture-dashboards";
import { baseUrl, screenshot, useBrowser } from "./browser";
import { register } from "./people";

const { open } = useBrowser();
const feature = { ...DONE, index: 41 };
const address = { model: DONE.model, sae: DONE.sae, index: "41" };

/** What people might write to run something, to hide something, or to be in the way. */
const MARKUP = `</bdi></script><script>window.pwned=1</script><img src=x onerror="window.pwned=2"><svg onload=window.pwned=3>`;
const FORMULA = `=HYPERLINK("http://evil.example","x")`;
const BIDI =
  "\u202egnorw\u202c \u2066x\u2069 zero\u200bwidth\u2060 tag\u{e0041} nul\u0000 lone\ud800 bell\u0007";
const TEXT = `${FORMULA} ${MARKUP} ${BIDI}`.slice(0, 199);
const NOTE = `${MARKUP} ${BIDI} ${"long ".repeat(300)}`;
/** Nothing that orders, hides or joins its neighbours, and nothing that no encoding has. */
const INVISIBLE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/;
const withoutPairs = (text: string) => text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, "");

const corpus = { title: "", writtenBy: "" };
afterAll(async () => {
  const { pool } = getDatabase();
  await pool.query("DELETE FROM label WHERE text LIKE '=HYPER%'");
  if (corpus.title)
    await pool.query("UPDATE corpus SET title = $2, written_by = $3 WHERE model_id = $1", [
      MODEL,
      corpus.title,
      corpus.writtenBy,
    ]);
  await pool.query("DELETE FROM user_account WHERE username = 'mallory'");
});

/** Nothing of it ran, nothing of it became an element, and nothing hides in what is shown. */
async function expectHarmless(page: Page & { errors: string[] }, path: string): Promise<string> {
  const response = await page.goto(baseUrl() + path);
  expect(response?.status(), path).toBe(200);
  await page.waitForLoadState("load");
  expect(await page.evaluate(() => "pwned" in window), path).toBe(false);
  expect(await page.locator("img[src=x], svg[onload], script:has-text('pwned=1')").count(), path).toBe(0);
  const text = await page.locator("body").innerText();
  expect(withoutPairs(text), path).not.toMatch(INVISIBLE);
  expect(page.errors, path).toEqual([]);
  return text;
}

describe("hostile text", () => {
  it("in labels, notes, remarks, lists, profiles and corpora is stored and shown as text", async () => {
    const page = await open("/");
    await register(page, "mallory", "admin");
    const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
    const call = <Data>(procedure: string, input: unknown) =>
      callProcedure<Data>(baseUrl(), procedure, input, { cookie, origin: baseUrl() });

    expect((await call("label.propose", { ...address, text: TEXT, note: NOTE })).status).toBe(200);
    expect((await call("comment.add", { ...address, text: NOTE })).status).toBe(200);
    expect((await call("account.setAbout", { about: TEXT })).status).toBe(200);
    const { data: list } = await call<{ id: string }>("list.create", {
      ...{ title: TEXT.slice(0, 100), note: NOTE.slice(0, 900), visibility: "public" },
      feature: address,
    });
    for (const tooLong of [
      "x".repeat(10_000),
      "\u200b".repeat(10_000),
      "e\u0301\u0302\u0303\u0304".repeat(2_500),
    ])
      expect((await call("label.propose", { ...address, text: tooLong })).status).toBe(400);

    const { pool } = getDatabase();
    const { rows } = await pool.query<{ title: string; writtenBy: string }>(
      'SELECT title, written_by AS "writtenBy" FROM corpus WHERE model_id = $1',
      [MODEL],
    );
    Object.assign(corpus, rows[0]);
    await pool.query("UPDATE corpus SET title = $2, written_by = $2 WHERE model_id = $1", [MODEL, MARKUP]);

    const shown = await expectHarmless(page, featureUrl(feature));
    expect(shown).toContain("<script>window.pwned=1</script>");
    expect(shown).toContain("zerowidth");
    await screenshot(page, "hostile-feature", true);
    for (const path of [
      saeUrl(DONE),
      listUrl(list.id),
      "/lists",
      userUrl("mallory"),
      embedUrl(featureUrl(feature)),
      embedUrl(listUrl(list.id)),
      // clusters are named from what the passages say, points by their labels
      mapUrl(DONE, { f: feature.index }),
      embedUrl(mapUrl(DONE, { f: feature.index, q: "pwned" })),
      `/search?${new URLSearchParams({ q: TEXT, tab: "words" })}`,
      "/search?q=window+pwned&tab=words",
      "/admin/audit",
      "/admin/users?q=%3Cscript%3E",
    ])
      await expectHarmless(page, path);
  }, 120_000);

  it("runs as no formula in a table, and is drawn and served harmless", async () => {
    const csv = await (
      await fetch(`${baseUrl()}/api/export/labels/${DONE.model}/${DONE.sae}?format=csv`)
    ).text();
    const line = csv.split("\r\n").find((row) => row.includes("HYPERLINK")) ?? "";
    expect(line).toContain(`"'=HYPERLINK(""http://evil.example""`);
    expect(withoutPairs(csv)).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b]/);
    const json = await fetch(baseUrl() + featureJsonUrl(feature));
    expect(json.headers.get("content-type")).toContain("application/json");
    expect(json.headers.get("x-content-type-options")).toBe("nosniff");
    expect(JSON.stringify(await json.json())).toContain("<script>window.pwned=1");
    const image = await fetch(baseUrl() + featureImageUrl(feature));
    expect([image.status, image.headers.get("content-type")]).toEqual([200, "image/png"]);
  });

  it("that is no text at all is answered, not stumbled over", async () => {
    const bytes = Buffer.concat([
      Buffer.from('{"json":{"path":"/search?q='),
      Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0xed, 0xa0, 0x80]),
      Buffer.from('"}}'),
    ]);
    expect((await callProcedure(baseUrl(), "share.link", bytes)).status).toBeLessThan(500);
    for (const path of [
      "/%ff%fe",
      "/lists/%ff",
      "/u/%c3%28",
      "/s/%ed%a0%80",
      "/embed/%ff/x/1",
      "/search?q=%ff%c3%28",
    ])
      expect((await fetch(baseUrl() + path)).status, path).toBeLessThan(500);
  });

  it("that got into a page all the same would not run", async () => {
    const page = await open(featureUrl(feature));
    const violated = await page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          document.addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective));
          document.body.insertAdjacentHTML("beforeend", '<button id="p" onclick="window.pwned=1">x</button>');
          document.getElementById("p")?.click();
          setTimeout(() => resolve("nothing was refused"), 3_000);
        }),
    );
    expect(violated).toBe("script-src-attr");
    expect(await page.evaluate(() => "pwned" in window)).toBe(false);
  });
});
