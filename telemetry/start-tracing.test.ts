import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readImports } from "@/tests/unit/import-graph";
import { receiveTraces } from "@/tests/support/trace-receiver";
import { startTracing, wantsTraces } from "./start-tracing";
import { isTracing, traced } from "./trace";

test("traces are sent where the standard variables ask for them", () => {
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318" };
  expect(wantsTraces({})).toBe(false);
  expect(wantsTraces(endpoint)).toBe(true);
  expect(wantsTraces({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://127.0.0.1:4318/v1/traces" })).toBe(true);
  expect(wantsTraces({ ...endpoint, OTEL_SDK_DISABLED: "true" })).toBe(false);
  expect(wantsTraces({ ...endpoint, OTEL_TRACES_EXPORTER: "none" })).toBe(false);
});

test("without them nothing is traced, and nothing of the SDK is loaded", async () => {
  await (await startTracing("nothing")).stop();
  expect(isTracing()).toBe(false);
  // one file loads it, and only a call of import() loads that file
  const imports = readImports();
  const files = [...new Set(imports.map(({ from }) => from))];
  const loaders = files.filter((file) => /^import \{.*"@opentelemetry\//ms.test(importsIn(file)));
  expect(loaders).toEqual(["telemetry/open-telemetry.ts"]);
  expect(imports.filter(({ to }) => loaders.includes(to))).toEqual([
    { from: "telemetry/start-tracing.ts", to: "telemetry/open-telemetry.ts", atLoad: false },
  ]);
});

/** The lines of a file that import from OpenTelemetry. */
const importsIn = (file: string): string =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => /^import .*"@opentelemetry\//.test(line))
    .join("\n");

test("they are written as protobuf unless JSON is asked for", async () => {
  const receiver = await receiveTraces();
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = receiver.url;
  try {
    const tracing = await startTracing("in-protobuf");
    await traced("outer", { attributes: { "url.path": "/a" } }, () =>
      traced("inner", { attributes: { answer: 42 } }, () => Promise.resolve()),
    );
    await tracing.stop();
    expect(isTracing()).toBe(false);
  } finally {
    delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
    await receiver.close();
  }
  const [inner, outer] = receiver.spans;
  expect([...receiver.types]).toEqual(["application/x-protobuf"]);
  expect(outer).toMatchObject({ name: "outer", service: "in-protobuf", attributes: { "url.path": "/a" } });
  expect(outer?.parentSpanId).toBeUndefined();
  expect(inner).toMatchObject({
    ...{ name: "inner", attributes: { answer: 42 } },
    ...{ traceId: outer?.traceId, parentSpanId: outer?.spanId },
  });
});

test("a protocol that is not spoken is refused by name", async () => {
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = "http://127.0.0.1:1";
  process.env.OTEL_EXPORTER_OTLP_PROTOCOL = "grpc";
  try {
    await expect(startTracing("x")).rejects.toThrow(/grpc/);
  } finally {
    delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
    delete process.env.OTEL_EXPORTER_OTLP_PROTOCOL;
  }
});
