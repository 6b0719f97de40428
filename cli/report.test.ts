import { expect, it } from "vitest";
import { FeaturescopeError } from "@/domain/errors";
import { describeError } from "./report";

it("tells known errors in one line, and keeps the stack of faults", () => {
  expect(describeError(new FeaturescopeError("NETWORK", "The host is away.", "Try later."))).toBe(
    "The host is away. Try later.",
  );
  const full = Object.assign(new Error("ENOSPC: no space left"), { code: "ENOSPC", path: "/data/file" });
  expect(describeError(full)).toMatch(/^There is no space left to write \/data\/file\. Free some space/);
  expect(describeError(new TypeError("x is not a function"))).toMatch(
    /^TypeError: x is not a function\n +at /,
  );
  expect(describeError("text")).toBe("text");
});
