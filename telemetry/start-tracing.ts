import { FeaturescopeError } from "@/domain/errors";
import { setTracing } from "./trace";

export interface RunningTracing {
  /** Sends what has not been sent and ends it. */
  stop(): Promise<void>;
}

/** Whether OpenTelemetry's own variables ask for traces. */
export function wantsTraces(env: Record<string, string | undefined> = process.env): boolean {
  if (env.OTEL_SDK_DISABLED?.toLowerCase() === "true" || env.OTEL_TRACES_EXPORTER === "none") return false;
  return Boolean(env.OTEL_EXPORTER_OTLP_ENDPOINT || env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT);
}

/**
 * Sends traces of this process where OTEL_EXPORTER_OTLP_ENDPOINT or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT says; without
 * them nothing of OpenTelemetry's SDK is loaded.
 * @param service OTEL_SERVICE_NAME where that is not set
 * @throws FeaturescopeError UNSUPPORTED for a protocol that is not spoken here
 */
export async function startTracing(service: string): Promise<RunningTracing> {
  if (!wantsTraces()) return { stop: () => Promise.resolve() };
  const protocol =
    process.env.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ||
    process.env.OTEL_EXPORTER_OTLP_PROTOCOL ||
    "http/protobuf";
  if (protocol !== "http/protobuf" && protocol !== "http/json")
    throw new FeaturescopeError(
      "UNSUPPORTED",
      `Traces cannot be sent by OTEL_EXPORTER_OTLP_PROTOCOL "${protocol}".`,
      "Use http/protobuf or http/json.",
    );
  const { openTelemetry } = await import("./open-telemetry");
  const { tracing, stop } = await openTelemetry(service, protocol);
  setTracing(tracing);
  return {
    async stop() {
      setTracing(undefined);
      await stop();
    },
  };
}
