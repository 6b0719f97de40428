import { describe, expect, test } from "vitest";
import { bibtexCitation, embedSnippet, plainCitation, sharedPath, type Citation } from "./sharing";

describe("sharedPath", () => {
  test.each([
    ["/m/3-res-4k/7", "/m/3-res-4k/7"],
    ["/m/3-res-4k/7?window=8&band=2", "/m/3-res-4k/7?band=2&window=8"],
    ["/m/3-res-4k/7?band=2&window=8#labels", "/m/3-res-4k/7?band=2&window=8"],
    ["/search?q=a+b&tab=words", "/search?q=a+b&tab=words"],
    ["/m/../lists/x", "/lists/x"],
    ["/", "/"],
  ])("%s is %s", (path, canonical) => expect(sharedPath(path)).toBe(canonical));

  test.each([
    "//evil.example/x",
    "/\\evil.example",
    "/.//evil.example",
    "/x/..//evil.example",
    "/%2e//evil.example",
    "/\t/evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "m/s/1",
    "",
    "/s/abc",
    "/settings",
    "/sign-in?next=/x",
    "/x/../admin/users",
    `/${"x".repeat(4_000)}`,
  ])("%j is not shared", (path) => expect(sharedPath(path)).toBeNull());
});

const citation: Citation = {
  key: "feature 7",
  title: "Feature 7 of 3-res-4k",
  author: null,
  date: new Date("2026-11-20T10:00:00Z"),
  hashes: [["model stories_15m", "ab".repeat(32)]],
  version: "0.1.0",
};
const visited = new Date("2026-11-23T01:00:00Z");

test("a citation names what fixes the numbers", () => {
  expect(plainCitation(citation, "https://x.example/s/abc", visited)).toBe(
    `Feature 7 of 3-res-4k. Featurescope 0.1.0, 2026-11-20. https://x.example/s/abc (visited 2026-11-23). SHA-256: model stories_15m ${"ab".repeat(32)}.`,
  );
  expect(bibtexCitation(citation, "https://x.example/s/abc", visited)).toBe(
    [
      "@misc{feature-7,",
      "  title = {{Feature 7 of 3-res-4k}},",
      "  year = {2026},",
      "  howpublished = {Featurescope 0.1.0},",
      "  url = {https://x.example/s/abc},",
      "  urldate = {2026-11-23},",
      `  note = {model stories\\_15m sha256 ${"ab".repeat(32)}}`,
      "}",
    ].join("\n"),
  );
});

test("no title ends a BibTeX entry or begins a command, and none leaves its attribute", () => {
  const title = '} @evil{x, \\input{/etc/passwd} "><script>alert(1)</script>';
  const bibtex = bibtexCitation({ ...citation, key: "} x", title }, "https://x.example/", visited);
  const unescaped = bibtex.replace(/\\[{}]/g, "").replace(/\\text\w+\{\}/g, "");
  let depth = 0;
  for (const sign of unescaped.slice(0, -1)) {
    depth += sign === "{" ? 1 : sign === "}" ? -1 : 0;
    expect(depth).toBeGreaterThanOrEqual(0);
    if (depth === 0) expect("@misc").toContain(sign);
  }
  expect(bibtex).not.toContain("\\input");
  expect(embedSnippet("https://x.example/embed/a", title)).not.toContain("<script>alert");
});
