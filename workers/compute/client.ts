import { once } from "node:events";
import { SHARE_ENV, type Worker } from "node:worker_threads";
import { FeaturescopeError, type ErrorCode } from "@/domain/errors";
import type { EngineChoice } from "../engine/engine-choice";
import { startTypescriptThread } from "../typescript-thread";
import type { Compute, ComputeMethod, ComputeMethods, ComputeReply, ComputeRequest, ProgressOf } from "./api";

export interface ComputeOptions {
  engine: EngineChoice;
  dataFolder: string;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: unknown): void;
  onProgress?: ((progress: unknown) => void) | undefined;
}

/** Starts the compute thread. If it dies, calls under way fail and the next one starts another. */
export function startCompute(options: ComputeOptions): Compute {
  const waiting = new Map<number, Waiting>();
  let thread: Worker | undefined;
  let nextId = 1;

  const failAll = (reason: Error) => {
    thread = undefined;
    for (const { reject } of waiting.values()) reject(reason);
    waiting.clear();
  };
  const started = (): Worker => {
    if (thread) return thread;
    const worker = startTypescriptThread(new URL("./thread.ts", import.meta.url), {
      workerData: options,
      // libraries read the process's own environment, of which a thread's is a copy otherwise (NVIDIA_TF32_OVERRIDE)
      env: SHARE_ENV,
    });
    worker.on("message", (reply: ComputeReply) => {
      const call = waiting.get(reply.id);
      if ("progress" in reply) return call?.onProgress?.(reply.progress);
      waiting.delete(reply.id);
      if ("error" in reply) call?.reject(revive(reply.error));
      else call?.resolve(reply.result);
    });
    worker.on("error", failAll);
    worker.on("exit", (code) => failAll(new Error(`The compute thread ended with code ${code}.`)));
    thread = worker;
    return worker;
  };
  const call = (
    method: ComputeMethod | "describeEngine",
    request: unknown,
    signal?: AbortSignal,
    onProgress?: (progress: unknown) => void,
  ): Promise<unknown> => {
    signal?.throwIfAborted();
    const id = nextId++;
    const worker = started();
    const post = (message: ComputeRequest) => worker.postMessage(message);
    const cancel = () => post({ id, cancel: true });
    signal?.addEventListener("abort", cancel, { once: true });
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject, onProgress });
      post({ id, method, request });
    }).finally(() => signal?.removeEventListener("abort", cancel));
  };
  const method =
    <M extends ComputeMethod>(name: M) =>
    (
      request: Parameters<ComputeMethods[M]>[0],
      signal?: AbortSignal,
      onProgress?: (progress: ProgressOf<M>) => void,
    ) =>
      call(name, request, signal, (progress) => onProgress?.(progress as ProgressOf<M>)) as Promise<
        ReturnType<ComputeMethods[M]>
      >;

  return {
    collectShard: method("collectShard"),
    findLeftOutRule: method("findLeftOutRule"),
    buildBlock: method("buildBlock"),
    promotedTokens: method("promotedTokens"),
    measureQuality: method("measureQuality"),
    tryPairing: method("tryPairing"),
    nearestFeatures: method("nearestFeatures"),
    layOutMap: method("layOutMap"),
    addToCoactivations: method("addToCoactivations"),
    countCoactivations: method("countCoactivations"),
    openDistances: method("openDistances"),
    chooseDistanceWeights: method("chooseDistanceWeights"),
    nearestByDistance: method("nearestByDistance"),
    measureDistance: method("measureDistance"),
    closeDistances: method("closeDistances"),
    activateText: method("activateText"),
    startSteered: method("startSteered"),
    stepSteered: method("stepSteered"),
    endSteered: method("endSteered"),
    tracePrompt: method("tracePrompt"),
    openPrompt: method("openPrompt"),
    shortlistDeletions: method("shortlistDeletions"),
    deleteActivations: method("deleteActivations"),
    rewritePrompt: method("rewritePrompt"),
    readLens: method("readLens"),
    scoreOutputs: method("scoreOutputs"),
    makeVector: method("makeVector"),
    measureSteering: method("measureSteering"),
    train: method("train"),
    evaluateSae: method("evaluateSae"),
    evaluateSteering: method("evaluateSteering"),
    measureCells: method("measureCells"),
    describeEngine: () => call("describeEngine", null) as Promise<string>,
    close: async () => {
      const worker = thread;
      if (!worker) return;
      const ended = once(worker, "exit");
      worker.postMessage({ close: true } satisfies ComputeRequest);
      await ended;
    },
  };
}

function revive(error: Extract<ComputeReply, { error: unknown }>["error"]): Error {
  if (error.hint !== undefined)
    return new FeaturescopeError(error.code as ErrorCode, error.message, error.hint);
  const revived = new Error(error.message);
  revived.name = error.name;
  revived.stack = error.stack;
  return revived;
}
