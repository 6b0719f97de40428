import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase, getDatabase } from "@/prisma/client";
import { DONE, ensureFixture, MODEL } from "../support/fixture-dashboards";
import { baseUrl } from "./browser";

beforeAll(() => ensureFixture(getDatabase().pool));
afterAll(closeDatabase);

const get = (path: string) => fetch(baseUrl() + path, { redirect: "manual" });

describe("what browsers and other sites fetch of the program itself", () => {
  it.each([
    ["/manifest.webmanifest", "manifest+json"],
    ["/icons/icon-192.png", "image/png"],
    ["/icons/apple-touch-icon.png", "image/png"],
    ["/social.png", "image/png"],
  ])("%s", async (path, type) => {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toContain(type);
  });
});

describe("addresses that name nothing", () => {
  it.each([
    ["/problem", 404, "There is no page at this address."],
    ["/nothing", 404, "There is no model “nothing” here."],
    [`/${MODEL}/nothing`, 404, `${MODEL} has no SAE “nothing”.`],
    [`/${MODEL}/nothing/3`, 404, `${MODEL} has no SAE “nothing”.`],
    [`/${MODEL}/${DONE.sae}/600`, 404, `${DONE.sae} has no feature 600.`],
    [`/${MODEL}/${DONE.sae}/99999999999999999999`, 400, "is not a feature number."],
    [`/${MODEL}/${DONE.sae}/-1`, 400, "“-1” is not a feature number."],
    [`/${MODEL}/${DONE.sae}/1.5`, 400, "“1.5” is not a feature number."],
    [`/${MODEL}/${DONE.sae}/abc`, 400, "“abc” is not a feature number."],
    [`/${MODEL}/${DONE.sae}/1/2/3`, 404, "There is no page at this address."],
    [`/${"x".repeat(500)}`, 404, "There is no model"],
    ["/%3Cscript%3Ealert(1)%3C%2Fscript%3E", 404, "There is no model"],
    ["/%E0%A4%A/x", 400, "This address cannot be read."],
  ])("%s is answered with %d and a reason", async (path, status, text) => {
    const response = await get(path);
    expect(response.status).toBe(status);
    const html = await response.text();
    expect(html).toContain(text);
    expect(html).not.toContain("<script>alert(1)");
  });

  it("lists what is here in the page itself, not by script", async () => {
    const html = await (await get("/nothing")).text();
    expect(html.replace(/<script[\s\S]*?<\/script>/g, "")).toContain(`href="/${MODEL}/${DONE.sae}"`);
  });

  it.each([
    ["/api/feature/nothing/x/1", 404, "NOT_FOUND"],
    [`/api/feature/${MODEL}/${DONE.sae}/600`, 404, "NOT_FOUND"],
    [`/api/feature/${MODEL}/${DONE.sae}/abc`, 400, "BAD_INPUT"],
  ])("%s is answered with %d as JSON", async (path, status, code) => {
    const response = await get(path);
    expect(response.status).toBe(status);
    const { error } = (await response.json()) as { error: { code: string; message: string; hint: string } };
    expect(error.code).toBe(code);
    expect(error.message.length).toBeGreaterThan(10);
    expect(error.hint).toMatch(/here|SAE|numbered/);
  });

  it("sends a policy that lets no foreign or inline script run", async () => {
    const policy = (await get("/")).headers.get("content-security-policy") ?? "";
    const scripts = /script-src ([^;]*)/.exec(policy)?.[1] ?? "";
    expect(scripts).toMatch(/'nonce-[0-9a-f]{32}'/);
    expect(scripts).not.toContain("unsafe");
    expect(policy).toContain("frame-ancestors 'none'");
  });

  it("lets other sites frame the pages made for it, and no others", async () => {
    const policyOf = async (path: string) => (await get(path)).headers.get("content-security-policy") ?? "";
    const feature = `/${MODEL}/${DONE.sae}/7`;
    expect(await policyOf(`/embed${feature}`)).toContain("frame-ancestors *");
    expect(await policyOf(`/embed${feature}`)).not.toMatch(/script-src[^;]*unsafe/);
    for (const path of [feature, "/settings", "/embedded/x", "/embed", "/sign-in", "/lists"])
      expect(await policyOf(path), path).toContain("frame-ancestors 'none'");
  });

  it("leaves the model's own address for the list on the home page", async () => {
    const response = await get(`/${MODEL}`);
    expect(response.status).toBe(307);
    expect(response.headers.get("location")).toMatch(new RegExp(`/#${MODEL}$`));
  });
});
