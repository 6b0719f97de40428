/**
 * Spans of OpenTelemetry, where tracing was started (start-tracing.ts); without it everything here runs the work and
 * nothing else. On globalThis because the server and the bundles of its pages are separate programs in one process.
 */

export type Attributes = Record<string, string | number | boolean>;

export interface SpanOptions {
  kind?: "internal" | "server" | "client" | "producer" | "consumer";
  attributes?: Attributes;
  /** The span that caused it, in another process, as a `traceparent` of W3C Trace Context. */
  parent?: string | null;
}

export interface Span {
  set(attributes: Attributes): void;
  fail(message: string): void;
  end(): void;
}

export interface Tracing {
  /** Runs `work` in a new span, which the caller ends. */
  run<T>(name: string, options: SpanOptions, work: (span: Span) => T): T;
  /** A span that is over already, `ms` milliseconds long until now. */
  record(name: string, ms: number, options: SpanOptions): void;
  /** The current span as a `traceparent`; null outside of one. */
  parent(): string | null;
}

const KEPT = Symbol.for("featurescope.tracing");
const kept = globalThis as { [KEPT]?: Tracing };

export function setTracing(tracing: Tracing | undefined): void {
  kept[KEPT] = tracing;
}

export const isTracing = (): boolean => kept[KEPT] !== undefined;

/** Runs `work` in a span that ends when what it returns settles; a rejection is its error. */
export async function traced<T>(
  name: string,
  options: SpanOptions,
  work: (span: Span | null) => Promise<T>,
): Promise<T> {
  const tracing = kept[KEPT];
  if (!tracing) return work(null);
  return tracing.run(name, options, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.fail(error instanceof Error ? error.name : "error");
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Runs `work` in a span that the work itself ends; `work` gets null where nothing is traced. */
export function inSpan<T>(name: string, options: SpanOptions, work: (span: Span | null) => T): T {
  return kept[KEPT] ? kept[KEPT].run(name, options, work) : work(null);
}

/** {@link Tracing.record}. */
export function recordSpan(name: string, ms: number, options: SpanOptions = {}): void {
  kept[KEPT]?.record(name, ms, options);
}

/** {@link Tracing.parent}. */
export const currentTraceParent = (): string | null => kept[KEPT]?.parent() ?? null;
