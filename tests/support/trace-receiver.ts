import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import protobuf from "protobufjs";
import { z } from "zod";

const value = z.object({
  stringValue: z.string().optional(),
  intValue: z.union([z.number(), z.string()]).optional(),
});
const attributes = z.array(z.object({ key: z.string(), value: value.loose() })).default([]);
const request = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              name: z.string(),
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
              attributes,
            }),
          ),
        }),
      ),
    }),
  ),
});

export interface ReceivedSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  service: string | undefined;
  attributes: Record<string, unknown>;
}

const asRecord = (list: z.infer<typeof attributes>) =>
  Object.fromEntries(list.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));

/** The part of OTLP's trace.proto and common.proto that is looked at here (opentelemetry-proto 1.7); the rest is skipped. */
const { root } = protobuf.parse(`
  syntax = "proto3";
  message Request { repeated ResourceSpans resource_spans = 1; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeSpans { repeated Span spans = 2; }
  message Span {
    bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5; repeated KeyValue attributes = 9;
  }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; } }`);
const protobufRequest = root.lookupType("Request");
const IDS = ["traceId", "spanId", "parentSpanId"];

/** As JSON has it: camel case, and ids in hexadecimal. */
function fromProtobuf(body: Buffer): unknown {
  const decoded = protobufRequest.toObject(protobufRequest.decode(body), { longs: Number, bytes: String });
  return JSON.parse(JSON.stringify(decoded), (key, value: unknown) =>
    IDS.includes(key) ? Buffer.from(String(value), "base64").toString("hex") || undefined : value,
  );
}

/** A collector of OpenTelemetry on this machine, that takes OTLP over HTTP, as JSON or protobuf, and keeps it. */
export async function receiveTraces(): Promise<{
  url: string;
  spans: ReceivedSpan[];
  /** How what came was written. */
  types: Set<string>;
  close(): Promise<void>;
}> {
  const spans: ReceivedSpan[] = [];
  const types = new Set<string>();
  const server = createServer((incoming, response) => {
    const parts: Buffer[] = [];
    incoming.on("data", (part: Buffer) => parts.push(part));
    incoming.on("end", () => {
      if (incoming.url !== "/v1/traces") return void response.writeHead(404).end();
      const type = incoming.headers["content-type"] ?? "";
      const body = Buffer.concat(parts);
      const read: unknown =
        type === "application/x-protobuf" ? fromProtobuf(body) : JSON.parse(body.toString("utf8"));
      types.add(type);
      for (const { resource, scopeSpans } of request.parse(read).resourceSpans)
        for (const span of scopeSpans.flatMap(({ spans }) => spans))
          spans.push({
            ...span,
            service: String(asRecord(resource.attributes)["service.name"]),
            attributes: asRecord(span.attributes),
          });
      response.writeHead(200, { "content-type": type }).end(type === "application/json" ? "{}" : "");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ spans, types },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
