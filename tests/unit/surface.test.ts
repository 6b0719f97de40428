import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { expect, test } from "vitest";
import { appRouter } from "@/server/procedures";
import { ADDRESSES, POSTS } from "../support/surface/addresses";
import { PROCEDURES } from "../support/surface/procedures";

/** What Next serves at an address of its own. */
const ANSWERS = /(^|\/)(page\.tsx|route\.ts|robots\.ts|sitemap\.ts|(opengraph|twitter)-image\.tsx)$/;

const files = readdirSync(join(import.meta.dirname, "../../app"), { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll(sep, "/"))
  .filter((file) => ANSWERS.test(file));
/** Their bodies are inputs of procedures. */
const PASSED_ON = new Set(["api/trpc/[trpc]/route.ts", "api/v1/[...path]/route.ts"]);
const procedures = Object.keys(appRouter._def.procedures);

test("every page and route is tried for leaks, and what is tried exists", () => {
  expect(files.length).toBeGreaterThan(10);
  expect(Object.keys(ADDRESSES).sort()).toEqual(files.sort());
});

test("every route that takes a body is tried with one", () => {
  const app = join(import.meta.dirname, "../../app");
  const takes = files.filter((file) => /\bPOST\b/.test(readFileSync(join(app, file), "utf8")));
  expect(Object.keys(POSTS).sort()).toEqual(takes.filter((file) => !PASSED_ON.has(file)).sort());
});

test("every procedure is tried for leaks, and what is tried exists", () => {
  expect(procedures.length).toBeGreaterThan(30);
  expect(Object.keys(PROCEDURES).sort()).toEqual(procedures.sort());
});
