import type { Span, SpanProcessor } from "@opentelemetry/sdk-trace-node";

/** Under which Next, whose spans come along, keeps addresses with their queries. */
const ADDRESSES = ["http.target", "http.url", "url.full", "url.query", "next.span_name"];

/** A processor that gets spans without the queries of addresses: they carry tokens and what people type. */
export function withoutQueries(inner: SpanProcessor): SpanProcessor {
  return {
    onStart(span: Span, parent) {
      for (const name of ADDRESSES) {
        const value = span.attributes[name];
        if (typeof value === "string" && value.includes("?"))
          span.setAttribute(name, value.slice(0, value.indexOf("?")));
      }
      if (span.name.includes("?")) span.updateName(span.name.slice(0, span.name.indexOf("?")));
      inner.onStart(span, parent);
    },
    onEnd: (span) => inner.onEnd(span),
    forceFlush: () => inner.forceFlush(),
    shutdown: () => inner.shutdown(),
  };
}
