/** The one file that loads OpenTelemetry's SDK. It and the exporters read the standard variables (OTEL_...) themselves. */
import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider, type SpanExporter } from "@opentelemetry/sdk-trace-node";
import { currentRequestId } from "./request-scope";
import { withoutQueries } from "./span-scrubber";
import type { Span, SpanOptions, Tracing } from "./trace";

const KINDS = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

/** How long the last spans may take to be sent when a process ends. */
const FLUSH_MS = 2_000;

async function exporterOf(protocol: "http/protobuf" | "http/json"): Promise<SpanExporter> {
  const { OTLPTraceExporter } =
    protocol === "http/json"
      ? await import("@opentelemetry/exporter-trace-otlp-http")
      : await import("@opentelemetry/exporter-trace-otlp-proto");
  return new OTLPTraceExporter();
}

export async function openTelemetry(
  service: string,
  protocol: "http/protobuf" | "http/json",
): Promise<{ tracing: Tracing; stop(): Promise<void> }> {
  const provider = new NodeTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ "service.name": service, "process.pid": process.pid }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [withoutQueries(new BatchSpanProcessor(await exporterOf(protocol)))],
  });
  provider.register();
  const tracer = provider.getTracer("featurescope");

  const start = (
    name: string,
    { kind = "internal", attributes, parent }: SpanOptions,
    startTime?: number,
  ) => {
    const requestId = currentRequestId();
    return tracer.startSpan(
      name,
      {
        kind: KINDS[kind],
        attributes: {
          ...attributes,
          ...(requestId === null ? {} : { "featurescope.request_id": requestId }),
        },
        startTime,
      },
      parent ? propagation.extract(ROOT_CONTEXT, { traceparent: parent }) : context.active(),
    );
  };

  const tracing: Tracing = {
    run(name, options, work) {
      const span = start(name, options);
      const ours: Span = {
        set: (attributes) => void span.setAttributes(attributes),
        fail: (message) => void span.setStatus({ code: SpanStatusCode.ERROR, message }),
        end: () => span.end(),
      };
      return context.with(trace.setSpan(context.active(), span), () => work(ours));
    },
    record(name, ms, options) {
      const end = Date.now();
      start(name, options, end - ms).end(end);
    },
    parent() {
      const carrier: { traceparent?: string } = {};
      propagation.inject(context.active(), carrier);
      return carrier.traceparent ?? null;
    },
  };
  return {
    tracing,
    async stop() {
      await Promise.race([
        provider.shutdown().catch(() => undefined),
        new Promise<void>((resolve) => setTimeout(resolve, FLUSH_MS).unref()),
      ]);
      // what register() has set for the whole process
      for (const api of [trace, context, propagation]) api.disable();
    },
  };
}
