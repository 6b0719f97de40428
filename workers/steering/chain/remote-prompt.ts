import type { Compute, DeletionRequest } from "../../compute/api";
import type { PromptDeletions } from "./find-chain";

/** A prompt in the compute thread. Every step is a call of its own, so that others' questions come in between. */
export function remotePrompt(
  compute: Compute,
  question: DeletionRequest,
  signal: AbortSignal,
): PromptDeletions {
  return {
    open: () => compute.openPrompt(question, signal),
    shortlist: (removed) => compute.shortlistDeletions({ ...question, removed }, signal),
    margins: (sets) => compute.deleteActivations({ ...question, sets }, signal),
    rewrite: (removed) => compute.rewritePrompt({ ...question, removed }, signal),
  };
}
