import { TRPCError } from "@trpc/server";
import { describe, expect, it } from "vitest";
import { FeaturescopeError } from "@/domain/errors";
import { asTrpcError, problemOf } from "./errors";

describe("problemOf", () => {
  it("gives message, hint and status of an error of the program, also through tRPC", () => {
    const error = new FeaturescopeError("NOT_FOUND", "There is no x.", "Look at y.");
    const problem = { code: "NOT_FOUND", status: 404, message: "There is no x.", hint: "Look at y." };
    expect(problemOf(error)).toEqual(problem);
    expect(problemOf(asTrpcError(error))).toEqual(problem);
    expect(asTrpcError(new FeaturescopeError("DATABASE", "Away.", "Wait.")).code).toBe("SERVICE_UNAVAILABLE");
  });

  it("keeps the text of an unforeseen error to itself", () => {
    const problem = problemOf(new Error("relation secret_table does not exist at /srv/x"));
    expect(problem.status).toBe(500);
    expect(JSON.stringify(problem)).not.toMatch(/secret|srv/);
  });

  it("calls input of a wrong form a bad request", () => {
    expect(problemOf(new TRPCError({ code: "BAD_REQUEST" })).status).toBe(400);
  });
});
