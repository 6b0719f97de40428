import { describe, expect, it } from "vitest";
import { saeEvaluation } from "@/domain/sae-evaluation";
import { evaluationUrl, saeUrl } from "@/domain/urls";
import { DONE, QUEUED } from "../support/fixture-dashboards";
import { baseUrl, useBrowser } from "./browser";

const { open } = useBrowser();

describe("how good an SAE is", () => {
  it("is a page that its own leads to, with every figure beside its controls", async () => {
    const page = await open(saeUrl(DONE));
    await page.getByRole("link", { name: "Evaluation" }).click();
    await page.waitForURL(`**${evaluationUrl(DONE)}`);
    const figures = page.getByRole("region", { name: "Figures" }).getByRole("table");
    const cells = (name: string) =>
      figures.getByRole("row", { name, exact: false }).locator("td").allInnerTexts();
    expect(await figures.locator("thead th").allInnerTexts()).toEqual(["this SAE", "random"]);
    expect(await cells("CE recovered")).toEqual(["0.957", "0.200"]);
    expect(await cells("sparse probing, 5")).toEqual(["81.0\u00a0%", "60.0\u00a0%"]);
    expect(await cells("absorption fraction")).toEqual(["50.0\u00a0%", "90.0\u00a0%"]);
    // figures from before there was the divergence, and an SAE without controls
    expect(await cells("KL score")).toEqual(["not measured", "0.200"]);
    expect(await cells("stability")).toEqual(["not measured", "–"]);
    await figures.getByText("FVU").hover();
    expect(await page.getByRole("tooltip").innerText()).toContain("sum ‖x − x̂‖² / sum ‖x − mean x‖²");
    expect(page.errors).toEqual([]);
  });

  it("sorts the concepts, and leads to the feature that tells one best", async () => {
    const page = await open(evaluationUrl(DONE));
    const concepts = page.getByRole("region", { name: "Concepts by accuracy" });
    const first = () => concepts.locator("tbody tr").first().innerText();
    expect(await first()).toContain("the end of a sentence");
    await concepts.getByRole("link", { name: "concept" }).click();
    await page.waitForURL(/by=name/);
    await concepts.locator("th[aria-sort=ascending]").waitFor();
    expect(await first()).toContain("names and other capitalised words");
    await concepts.getByRole("link", { name: "Feature 3", exact: true }).click();
    await page.waitForURL(`**${saeUrl(DONE)}/3`);
    expect(page.errors).toEqual([]);
  });

  it("draws absorption by letter, has it as a table, and says which letters it leaves out", async () => {
    const page = await open(evaluationUrl(DONE));
    await page.getByRole("img", { name: "Absorption fraction of 2 first letters" }).waitFor();
    await page.getByText(/^Left out of bars and means: 1\sletter/).waitFor();
    await page.getByText("Letters as a table").click();
    const letters = page.getByRole("region", { name: "Absorption by letter" }).locator("tbody tr");
    expect(await letters.allInnerTexts()).toHaveLength(3);
  });

  it("is handed out as JSON", async () => {
    const page = await open(evaluationUrl(DONE));
    const href = await page.getByRole("link", { name: "JSON", exact: true }).getAttribute("href");
    const answer = await fetch(baseUrl() + (href ?? ""));
    expect(answer.headers.get("content-disposition")).toContain(`evaluation-${DONE.model}-${DONE.sae}.json`);
    expect(saeEvaluation.parse(await answer.json()).concepts).toHaveLength(4);
    expect((await fetch(`${baseUrl()}/api/evaluation/${QUEUED.model}/${QUEUED.sae}`)).status).toBe(404);
  });

  it("says what has not been measured", async () => {
    const page = await open(evaluationUrl(QUEUED));
    await page.getByText("Probes and letters are measured once the labels are written.").waitFor();
    expect(await page.getByRole("button", { name: /^Measure/ }).count()).toBe(0);
  });
});
