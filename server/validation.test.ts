import { expect, test } from "vitest";
import { z } from "zod";
import { TRPCError } from "@trpc/server";
import { problemOf } from "./errors";
import { sentenceOf } from "./validation";

const schema = z.object({
  text: z.string().min(1).max(5),
  role: z.enum(["reader", "admin"]),
  items: z.array(z.object({ id: z.number().int() })).max(2),
  own: z.string().refine((text) => text !== "x", "There is no x here."),
});
const right = { text: "a", role: "reader", items: [], own: "" };
const said = (input: unknown) => sentenceOf(schema.safeParse(input).error?.issues ?? []);

test.each([
  [{ ...right, text: undefined }, "“text” is missing."],
  [{ ...right, text: 3 }, "“text” must be text."],
  [{ ...right, text: "abcdef" }, "“text” must be at most 5 characters."],
  [{ ...right, role: "king" }, "“role” must be one of: reader, admin."],
  [{ ...right, items: [{ id: 1 }, { id: "2" }] }, "“items.1.id” must be a number."],
  [{ ...right, items: [{ id: 1.5 }] }, "“items.0.id” must be a whole number."],
  [{ ...right, items: [1, 2, 3] }, "“items” must be at most 2 entries."],
  [{ ...right, own: "x" }, "“own” is not right: There is no x here."],
  ["nothing", "The input must be an object."],
])("%j is refused in a sentence", (input, sentence) => expect(said(input)).toBe(sentence));

test("of a choice the nearest form is named", () => {
  const either = z.union([z.object({ a: z.string() }), z.object({ b: z.object({ c: z.number() }) })]);
  expect(sentenceOf(either.safeParse({ b: { c: "x" } }).error?.issues ?? [])).toBe("“b.c” must be a number.");
});

test("tRPC's own refusals keep their status", () => {
  const status = (code: TRPCError["code"]) => problemOf(new TRPCError({ code })).status;
  expect(status("NOT_FOUND")).toBe(404);
  expect(status("METHOD_NOT_SUPPORTED")).toBe(405);
  expect(status("UNSUPPORTED_MEDIA_TYPE")).toBe(415);
  expect(status("PARSE_ERROR")).toBe(400);
  expect(status("INTERNAL_SERVER_ERROR")).toBe(500);
});
