import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { embedUrl, featureUrl, labelUrl, listUrl, quizUrl, userUrl } from "@/domain/urls";
import { getDatabase } from "@/prisma/client";
import { callProcedure } from "../support/calls";
import { DONE } from "../support/fixture-dashboards";
import { baseUrl, DESKTOP, PHONE, screenshot, useBrowser } from "./browser";
import { register } from "./people";

/** Looks of the pages that people make: accounts, labels, lists, sharing and administration. */

const { open } = useBrowser();
const feature = { ...DONE, index: 61 };
const address = { model: DONE.model, sae: DONE.sae, index: "61" };
const made = { list: "", label: 0 };

/** A look at a page costs a load, and an accessibility check of everything; the dark one checks colours alone. */
const LOOKS = [
  { name: "light", size: DESKTOP, dark: false },
  { name: "dark", size: DESKTOP, dark: true },
  { name: "light-phone", size: PHONE, dark: false },
  { name: "dark-phone", size: PHONE, dark: true },
] as const;

async function problemsOf(page: Page & { errors: string[] }, name: string, path: string): Promise<string[]> {
  await page.goto(baseUrl() + path);
  const problems: string[] = [];
  for (const look of LOOKS) {
    await page.setViewportSize(look.size);
    await page.emulateMedia({ colorScheme: look.dark ? "dark" : "light", reducedMotion: "reduce" });
    await screenshot(page, `${name}-${look.name}`, true);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    if (overflow > 0) problems.push(`${look.name}: ${overflow} px too wide`);
    const axe = new AxeBuilder({ page });
    if (look.dark) axe.withRules(["color-contrast"]);
    for (const { id, impact, nodes } of (await axe.analyze()).violations)
      if (impact === "serious" || impact === "critical")
        problems.push(`${look.name}: ${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  }
  return [...problems, ...page.errors.splice(0)];
}

let visitor: Awaited<ReturnType<typeof open>>;
let member: Awaited<ReturnType<typeof open>>;

beforeAll(async () => {
  const setup = await open("/");
  await register(setup, "looks-good", "admin");
  const cookie = (await setup.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
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
  member = setup;
  visitor = await open("/");
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
      ["embed-list", embedUrl(listUrl(made.list))],
      ["embed-nothing", embedUrl(`/${DONE.model}/nothing/1`)],
      ["short-link-nothing", "/s/00000000000"],
    ];
    for (const [name, path] of pages)
      expect({ name, problems: await problemsOf(visitor, name, path) }).toEqual({ name, problems: [] });
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
    for (const [name, path] of pages)
      expect({ name, problems: await problemsOf(member, name, path) }).toEqual({ name, problems: [] });
  }, 180_000);

  it("and the share panel too", async () => {
    const page = await open(featureUrl(feature), { phone: true });
    await page.getByRole("button", { name: "Share" }).click();
    await page.getByRole("textbox", { name: "BibTeX" }).waitFor();
    await screenshot(page, "share-panel-phone");
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);
  });
});
