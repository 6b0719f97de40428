import { beforeEach, describe, expect, it } from "vitest";
import { featureUrl, safetyUrl } from "@/domain/urls";
import { getDatabase } from "@/prisma/client";
import { DONE } from "../support/fixture-dashboards";
import { baseUrl, useBrowser } from "./browser";
import { expectGoodLooks } from "./looks";
import { register } from "./people";

const { open } = useBrowser();
const FEATURE = 21;
const list = safetyUrl({ ...DONE, family: "secrecy" });

const share = (found: number, base: number) => ({ found, of: 10, base });

/** As a probe of the fixture would write it, whatever the worker has found by now; the probe itself is tried against the database. */
beforeEach(async () => {
  const { pool } = getDatabase();
  const sae = "(SELECT id FROM sae WHERE model_id = $1 AND slug = $2)";
  const at = [DONE.model, DONE.sae];
  await pool.query(
    `INSERT INTO safety_probe (sae_id, family, collection_id, rule, counts)
     VALUES (${sae}, 'secrecy', 0, 'tests', '{"looked": 560, "some": 40, "met": 1}'),
            (${sae}, 'bias', 0, 'tests', '{"looked": 560, "some": 0, "met": 0}')
     ON CONFLICT (sae_id, family) DO UPDATE SET rule = excluded.rule, counts = excluded.counts`,
    at,
  );
  const evidence = {
    ...{ peaks: share(7, 0.012), contexts: share(8, 0.04), topics: null, promoted: share(2, 0.01) },
    ...{ label: ["secret"], words: ["secret", "hiding"] },
  };
  await pool.query(
    `INSERT INTO safety_listing (sae_id, family, feature, score, evidence) VALUES (${sae}, 'secrecy', $3, 4.1, $4)
     ON CONFLICT (sae_id, family, feature) DO UPDATE SET evidence = excluded.evidence`,
    [...at, FEATURE, JSON.stringify(evidence)],
  );
});

describe("the safety page", () => {
  it("says of each feature why it is listed, and what is not shown", async () => {
    const page = await open("/safety");
    await page.getByRole("link", { name: `Secrecy in ${DONE.model}/${DONE.sae}: 1 listed` }).click();
    await page.waitForURL(/family=secrecy/);
    await page
      .getByText("Strongest token in a word of the family: 7 of 10 examples (1.2 % over all")
      .waitFor();
    // counts and their nouns stand together by a no-break space
    const main = (await page.locator("main").innerText()).replaceAll("\u00a0", " ");
    expect(main).toContain("In the label: secret");
    expect(main).toContain("560 active features looked at: 1 is listed");
    expect(main).toContain("39 with some word of the family, too few to be listed, and 520 with none");
    expect(await page.getByRole("button", { name: /Confirm/ }).count()).toBe(0);
    await expectGoodLooks(page, "safety");
    await page.locator("main").getByRole("listitem").getByRole("link").first().click();
    await page.waitForURL((url) => url.pathname === featureUrl({ ...DONE, index: FEATURE }));
    const none = await open(safetyUrl({ ...DONE, family: "bias" }));
    await none.getByText("No feature met the rule.").waitFor();
    const wrong = await open(safetyUrl({ model: DONE.model, sae: "none", family: "bias" }));
    await wrong.getByText(/has no SAE “none”/).waitFor();
    expect(wrong.errors).toEqual([]);
  });

  it("lets reviewers confirm with a reason, and an administrator keep visitors from steering with it", async () => {
    const reviewer = await open("/");
    await register(reviewer, "triage-reviewer", "reviewer");
    await reviewer.goto(baseUrl() + list);
    expect(await reviewer.getByRole("button", { name: `Confirm ${FEATURE}` }).isDisabled()).toBe(true);
    await reviewer.getByLabel(`Reason for ${FEATURE}`).fill("seven peaks on secrets");
    await reviewer.getByRole("button", { name: `Confirm ${FEATURE}` }).click();
    await reviewer.getByText("1 confirmed · 0 rejected").waitFor();
    await reviewer.getByText("seven peaks on secrets").waitFor();
    expect(await reviewer.getByLabel("Steering with confirmed features of this family").count()).toBe(0);

    const admin = await open("/");
    await register(admin, "triage-admin", "admin");
    await admin.goto(baseUrl() + list);
    await admin.getByLabel("Steering with confirmed features of this family").selectOption("signed-in");
    await admin.getByText("Confirmed features: steered with by signed-in people only").waitFor();
    await expectGoodLooks(admin, "safety-admin");

    const visitor = await open(`/steer?model=${DONE.model}&features=${DONE.sae}/${FEATURE}`);
    await visitor.getByRole("button", { name: /^Write/ }).click();
    await visitor.getByText("which this instance steers with for signed-in people only").waitFor();
    await admin.getByLabel("Steering with confirmed features of this family").selectOption("open");
    await admin.getByText("Confirmed features:").waitFor({ state: "detached" });
    await getDatabase().pool.query("DELETE FROM safety_verdict");
    expect([...reviewer.errors, ...admin.errors, ...visitor.errors]).toEqual([]);
  });
});
