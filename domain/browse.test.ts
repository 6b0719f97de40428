import { describe, expect, it } from "vitest";
import { browseQuery, browseUrl } from "./browse";

describe("browse query", () => {
  it("comes back from its own address", () => {
    const query = browseQuery.parse({
      sort: "density",
      order: "desc",
      minPercent: "0.01",
      maxMax: "12.5",
      method: "after-token",
      minScore: "0.8",
      after: "0.0021000001,77",
    });
    const url = new URL(browseUrl("/m/s", query), "http://localhost");
    expect(browseQuery.parse(Object.fromEntries(url.searchParams))).toEqual(query);
    expect(query.after).toEqual({ value: 0.0021000001, index: 77 });
  });

  it("is the plain address for the plain table", () => {
    expect(browseUrl("/m/s", browseQuery.parse({}))).toBe("/m/s");
  });

  it("drops what makes no sense instead of failing", () => {
    const query = browseQuery.parse({
      sort: "; drop table",
      order: "up",
      minPercent: "",
      maxPercent: "abc",
      minMax: "-1",
      method: "guess",
      minScore: "good",
      after: "1,2,3",
      before: "--,5",
    });
    expect(query).toEqual({ sort: "index", order: "asc" });
  });
});
