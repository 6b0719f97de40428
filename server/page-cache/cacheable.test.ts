import { describe, expect, it } from "vitest";
import { cacheablePage } from "./cacheable";

const get = (url: string, headers: Record<string, string> = {}) =>
  cacheablePage({ method: "GET", url, headers: { host: "here", ...headers } });

describe("cacheablePage", () => {
  it.each([
    ["/stories15m/3-res-4k/12", "stories15m", "3-res-4k"],
    ["/embed/stories15m/3-res-4k/12?label=no", "stories15m", "3-res-4k"],
    ["/stories15m/3-res-4k?sort=max", "stories15m", "3-res-4k"],
    ["/gpt%C3%A9/a%20b", "gpté", "a b"],
  ])("takes %s", (url, model, sae) => expect(get(url)).toMatchObject({ model, sae }));

  it.each([
    "/",
    "/search",
    "/stories15m",
    "/stories15m/3-res-4k/map",
    "/api/health",
    "/_next/static/x.js",
    "/a/b/c/d",
  ])("leaves %s", (url) => expect(get(url)).toBeNull());

  it.each<Record<string, string>>([
    { cookie: "featurescope.session_token=x" },
    { cookie: "featurescope-theme=dark; anything=else" },
    { authorization: "Bearer x" },
    { "x-api-key": "x" },
    { rsc: "1" },
    { "next-router-prefetch": "1" },
    { range: "bytes=0-" },
  ])("leaves what comes with %j", (headers) => expect(get("/a/b/1", headers)).toBeNull());

  it("leaves other methods", () => {
    expect(cacheablePage({ method: "HEAD", url: "/a/b/1", headers: {} })).toBeNull();
    expect(cacheablePage({ method: "POST", url: "/a/b/1", headers: {} })).toBeNull();
  });

  it("keeps apart what differs: colours, query, host, scheme, encoding", () => {
    const all = [
      get("/a/b/1"),
      get("/a/b/1", { cookie: "featurescope-theme=dark" }),
      get("/a/b/1?view=whole"),
      get("/a/b/1", { host: "there" }),
      get("/a/b/1", { "x-forwarded-proto": "https" }),
      get("/a/b/1", { "accept-encoding": "gzip" }),
    ];
    expect(new Set(all.map((page) => page?.text)).size).toBe(all.length);
    expect(get("/a/b/1", { cookie: "featurescope-theme=nonsense" })?.text).toBe(all[0]?.text);
  });
});
