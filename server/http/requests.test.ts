import { describe, expect, it } from "vitest";
import { refusalOf } from "./requests";

const refused = (method: string, url: string) => refusalOf({ method, url })?.error.code ?? null;

describe("a request", () => {
  it.each(["/", "/stories15m/3-res-4k/7?x=%ff", "/api/trpc/a.b", "/u/%E6%97%A5"])(
    "for %s is handed on",
    (url) => expect(refused("GET", url)).toBeNull(),
  );

  it.each(["http://evil.example/", "*", "", "/%ff", "/api/v1/models/%E0%A4%A", "/100%"])(
    "for %j is refused, whatever would stumble over it",
    (url) => expect(refused("GET", url)).toBe("BAD_INPUT"),
  );

  it("has a method that its address takes", () => {
    for (const method of ["TRACE", "CONNECT", "PROPFIND", ""]) {
      expect(refused(method, "/")).toBe("METHOD");
      expect(refused(method, "/api/v1/models")).toBe("METHOD");
    }
    expect(refused("POST", "/")).toBe("METHOD");
    expect(refused("POST", "/api/steer")).toBeNull();
    expect(refusalOf({ method: "PUT", url: "/lists" })?.allow).toEqual(["GET", "HEAD"]);
  });
});
