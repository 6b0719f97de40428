import fc from "fast-check";
import type { DescribedOperation, Schema } from "./api-document";
import { arbitraryOf, hostileText, hostileValue, HUGE, NUMBER_TEXTS } from "./api-values";

/** Requests to the REST API as fast-check makes them: from what is described to what nobody should send. */

export interface WalkRequest {
  method: string;
  /** Below /api/v1, encoded, with its query. */
  path: string;
  headers: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
}

/** Values of parameters that exist, by name; those of a path that begins with a noun of its own come first. */
export type Known = (operation: DescribedOperation, name: string) => readonly string[];

/** Known names go in where a field is called so: the models, SAEs and features that there are. */
function withKnown(value: unknown, known: (name: string) => readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => withKnown(item, known));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => {
      const names = ["model", "sae", "index"].includes(name) ? known(name) : [];
      return [name, typeof field === "string" && names[0] !== undefined ? names[0] : withKnown(field, known)];
    }),
  );
}

const RAW_BODIES = [
  ...[
    "",
    " ",
    "{",
    "[]",
    "null",
    '"x"',
    "1e400",
    "{}}",
    '{"a":1,"a":2}',
    '{"__proto__":{"x":1}}',
    "\ufeff{}",
  ],
  ...["[".repeat(20_000), `{"text":${"[".repeat(5_000)}${"]".repeat(5_000)}}`, `{"id":${"9".repeat(400)}}`],
];
const rawBody = fc.oneof(
  fc.constantFrom(...RAW_BODIES),
  fc.constant(`{"text":"${"x".repeat(250_000)}"}`),
  fc
    .uint8Array({ maxLength: 60 })
    .map((bytes) => Uint8Array.from([...Buffer.from('{"text":"'), ...bytes, 34, 125])),
);

function bodyOf(schema: Schema, known: (name: string) => readonly string[]) {
  const valid = arbitraryOf(schema).map((value) => withKnown(value, known) as Record<string, unknown>);
  const names = Object.keys(schema.properties ?? {});
  const bent = fc
    .tuple(valid, fc.constantFrom(...names, "unknown"), hostileValue)
    .map(([body, name, value]) => ({ ...body, [name]: value }));
  const short = fc
    .tuple(valid, fc.constantFrom(...names))
    .map(([body, name]) => ({ ...body, [name]: undefined }));
  const written = fc
    .oneof({ weight: 4, arbitrary: valid }, { weight: 4, arbitrary: bent }, { weight: 1, arbitrary: short })
    .map((body) => JSON.stringify(body).replaceAll(`"${HUGE}"`, "1e400"));
  return fc.oneof({ weight: 8, arbitrary: written }, { weight: 2, arbitrary: rawBody });
}

/** Percent-encoding of any text, also of one that encodeURIComponent refuses. */
function encode(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}
/** Not empty, and no dots alone, which would make it another address. */
const segment = (known: readonly string[]) =>
  fc
    .oneof(
      { weight: 6, arbitrary: fc.constantFrom(...(known.length > 0 ? known : ["x"])).map(encode) },
      { weight: 2, arbitrary: hostileText.map(encode) },
      {
        weight: 1,
        arbitrary: fc.constantFrom("%", "%E0%A4%A", "%ED%A0%80", "%ff%fe", "%00", "%2F", "+"),
      },
    )
    .filter((text) => !/^(\.|%2e){0,2}$/i.test(text));

function queryOf(names: readonly string[], known: (name: string) => readonly string[]) {
  const pair = (name: string) =>
    fc.tuple(
      fc.constant(encode(name)),
      fc.oneof(
        fc.constantFrom(
          "index",
          "density",
          "max",
          "score",
          "desc",
          "0",
          "1",
          "0.5,3",
          "1e39,1",
          "2026-01-01",
          ...known(name),
        ),
        hostileText.map(encode),
        fc.constantFrom(
          ...NUMBER_TEXTS,
          "%",
          "%E0%A4%A",
          "%00",
          "-1,1",
          "3.5e38,999999999",
          "+275760-09-13",
          "-009999-01-01",
        ),
      ),
    );
  return fc
    .array(
      fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom(...names, "unknown").chain(pair) },
        { weight: 1, arbitrary: fc.constantFrom("unknown", "__proto__", "model").chain(pair) },
      ),
      { maxLength: 4 },
    )
    .map((pairs) => (pairs.length > 0 ? `?${pairs.map((one) => one.join("=")).join("&")}` : ""));
}

const PARAMETER = /\{\w+\}/;

/** @param keys API keys to send, "" for none */
export function requestsOf(
  operation: DescribedOperation,
  known: Known,
  keys: readonly string[],
): fc.Arbitrary<WalkRequest> {
  const { method, path, parameters } = operation;
  const of = (name: string) => known(operation, name);
  const named = (where: string) => parameters.filter((one) => one.in === where).map(({ name }) => name);
  const schema = operation.requestBody?.content["application/json"].schema;
  return fc
    .record({
      values: fc.tuple(...named("path").map((name) => segment(of(name)))),
      query: queryOf(named("query"), of),
      key: fc.oneof(
        { weight: 5, arbitrary: fc.constantFrom(...keys) },
        fc.constantFrom("", "fsk_wrong", "x y"),
      ),
      type: fc.oneof(
        { weight: 5, arbitrary: fc.constant("application/json") },
        fc.constantFrom(
          "text/plain",
          "multipart/form-data; boundary=x",
          "application/x-www-form-urlencoded",
          ";",
        ),
      ),
      match: fc.constantFrom("", "", '"x"', "*", "W/"),
      body:
        method === "GET"
          ? fc.constant(undefined)
          : schema
            ? bodyOf(schema, of)
            : fc.oneof(fc.constant(""), rawBody),
    })
    .map(({ values, query, key, type, match, body }) => ({
      method,
      path: path.split(PARAMETER).reduce((start, end, i) => `${start}${values[i - 1] ?? ""}${end}`) + query,
      headers: {
        ...(body === undefined ? {} : { "content-type": type }),
        ...(key && { "x-api-key": key }),
        ...(match && { "if-none-match": match }),
      },
      ...(body === undefined ? {} : { body }),
    }));
}

/** Requests to any address and with any method. */
export const strayRequests: fc.Arbitrary<WalkRequest> = fc
  .record({
    method: fc.constantFrom("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "PROPFIND", "X"),
    path: fc.array(
      fc.oneof(
        fc.constantFrom("models", "labels", "lists", "users", "features", "saes", "1", "%", "%00", ""),
        hostileText.map(encode),
      ),
      { maxLength: 7 },
    ),
  })
  .map(({ method, path }) => ({ method, path: `/${path.join("/")}`, headers: {} }));
