import type { Instrumentation } from "next";

/**
 * Next calls this for errors that pages and handlers did not answer. `digest` is the reference that the reader sees;
 * the line has it beside the request's id.
 */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { log } = await import("@/telemetry/log");
  log.error(
    { err: error, method: request.method, path: request.path.split("?", 1)[0], route: context.routePath },
    "A page ended with an error that was not foreseen.",
  );
};
