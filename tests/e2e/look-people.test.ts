import type { BrowserContext } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { embedUrl, featureUrl, labelUrl, listUrl, quizUrl, userUrl } from "@/domain/urls";
import { getDatabase } from "@/prisma/client";
import { callProcedure } from "../support/calls";
import { DONE } from "../support/fixture-dashboards";
import { seriousProblems } from "./accessibility";
import { baseUrl, screenshot, useBrowser } from "./browser";
import { expectGoodLooks } from "./looks";
import { register } from "./people";

/** Looks of the pages that people make: accounts, labels, lists, sharing and administration. */

const { open } = useBrowser();
const feature = { ...DONE, index: 61 };
const address = { model: DONE.model, sae: DONE.sae, index: "61" };
const made = { list: "", label: 0 };

let cookies: Awaited<ReturnType<BrowserContext["cookies"]>> = [];

beforeAll(async () => {
  const setup = await open("/");
  await register(setup, "looks-good", "admin");
  cookies = await setup.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const call = <Data>(procedure: string, input: unknown) =>
    callProcedure<Data>(baseUrl(), procedure, input, { cookie, origin: baseUrl() });
  await call("account.setAbout", { about: "Reads features about castles." });
  const list = await call<{ id: string }>("list.create", {
    ...{ title: "Castles and what is in them", note: "In no order.", visibility: "public" },
    feature: address,
  });
  await call("list.setMember", { id: list.data.id, feature: { ...address, index: "7" }, member: true });
  await call("label.propose", { ...address, text: "castles, in a sentence", note: "Not all of them." });
  await call("comment.add", { ...address, text: "The third example is an odd one." });
  await call("comment.add", { ...address, text: "a remark that is hidden" });
  const { rows } = await getDatabase().pool.query<{ comment: number; label: number }>(
    `SELECT (SELECT max(id) FROM comment WHERE text LIKE 'a remark that is%') AS comment,
            (SELECT max(id) FROM label WHERE text = 'castles, in a sentence') AS label`,
  );
  await call("comment.hide", { id: rows[0]?.comment, reason: "beside the point" });
  made.list = list.data.id;
  made.label = rows[0]?.label ?? 0;
});
afterAll(async () => {
  await getDatabase().pool.query("DELETE FROM label WHERE text = 'castles, in a sentence'");
});

describe("pages that people make", () => {
  it("fit the window and have no serious accessibility problem for a visitor", async () => {
    const pages: readonly (readonly [string, string])[] = [
      ["register", "/register"],
      ["sign-in", "/sign-in?next=/lists"],
      ["lists", "/lists"],
      ["list", listUrl(made.list)],
      ["user", userUrl("looks-good")],
      ["api-docs", "/api-docs"],
      ["feature-labelled", featureUrl(feature)],
      ["embed-feature", embedUrl(featureUrl(feature))],
      ["embed-map", embedUrl(`/${DONE.model}/${DONE.sae}/map`)],
      ["embed-list", embedUrl(listUrl(made.list))],
      ["embed-nothing", embedUrl(`/${DONE.model}/nothing/1`)],
      ["short-link-nothing", "/s/00000000000"],
    ];
    const page = await open("/");
    for (const [name, path] of pages) {
      await page.goto(baseUrl() + path);
      await expectGoodLooks(page, name);
    }
  }, 180_000);

  it("fit the window and have no serious accessibility problem for who is signed in", async () => {
    const pages: readonly (readonly [string, string])[] = [
      ["label", labelUrl({ feature })],
      ["label-elsewhere", labelUrl({ feature: { ...DONE, index: 62 } })],
      ["quiz", quizUrl(made.label)],
      ["lists-own", "/lists"],
      ["list-own", listUrl(made.list)],
      ["user-own", userUrl("looks-good")],
      ["settings", "/settings"],
      ["feature-signed-in", featureUrl(feature)],
      ["admin-jobs", "/admin/jobs"],
      ["admin-users", "/admin/users"],
      ["admin-models", "/admin/models"],
      ["admin-moderation", "/admin/moderation"],
      ["admin-audit", "/admin/audit"],
    ];
    const page = await open("/");
    await page.context().addCookies(cookies);
    for (const [name, path] of pages) {
      await page.goto(baseUrl() + path);
      await expectGoodLooks(page, name);
    }
  }, 180_000);

  it("and the share panel too", async () => {
    const page = await open(featureUrl(feature), { phone: true });
    await page.getByRole("button", { name: "Share" }).click();
    await page.getByRole("textbox", { name: "BibTeX" }).waitFor();
    await screenshot(page, "share-panel-phone");
    expect(await seriousProblems(page)).toEqual([]);
  });
});
