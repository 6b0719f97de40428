/** Entry of the compute thread: one call at a time, in the order of arrival. */
import { parentPort, workerData } from "node:worker_threads";
import { FeaturescopeError } from "@/domain/errors";
import type { ComputeReply, ComputeRequest } from "./api";
import type { ComputeOptions } from "./client";
import { ComputeHost } from "./host";

const host = new ComputeHost(workerData as ComputeOptions);
const running = new Map<number, AbortController>();
let last: Promise<void> = Promise.resolve();

parentPort?.on("message", (message: ComputeRequest) => {
  if ("close" in message) {
    // Leaving in the middle of native code would bring the whole process down: end after the call under way.
    const reason = new FeaturescopeError(
      "CANCELLED",
      "The worker is stopping.",
      "Another one takes the work up.",
    );
    for (const controller of running.values()) controller.abort(reason);
    void last.then(() => parentPort?.close());
    return;
  }
  if ("cancel" in message) {
    running
      .get(message.id)
      ?.abort(new FeaturescopeError("CANCELLED", "The work was cancelled.", "Start it again."));
    return;
  }
  const { id, method, request } = message;
  const controller = new AbortController();
  running.set(id, controller);
  last = last.then(async () => {
    try {
      controller.signal.throwIfAborted();
      const run = host.callOf(method);
      const tell = (progress: unknown) => reply({ id, progress });
      reply({ id, result: await run(request, controller.signal, tell) });
    } catch (error) {
      reply({ id, error: describe(error) });
    } finally {
      running.delete(id);
    }
  });
});

function reply(message: ComputeReply): void {
  parentPort?.postMessage(message);
}

function describe(error: unknown): Extract<ComputeReply, { error: unknown }>["error"] {
  if (error instanceof FeaturescopeError) {
    return { name: error.name, code: error.code, message: error.message, hint: error.hint };
  }
  if (error instanceof Error) return { name: error.name, message: error.message, stack: error.stack };
  return { name: "Error", message: String(error) };
}
