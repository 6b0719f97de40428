import type { LeftOutRule } from "@/domain/left-out";
import type { LetterWords } from "./first-letters";
import type { ConceptTokens } from "./sparse-probing";

/** What an evaluation reads and looks for; nothing in it needs a database. */
export interface EvaluationRequest {
  /** Passages that tokens are read of, BOS first; rows of tokens number all of them but the first of each passage. */
  passages: Uint32Array[];
  /** By which tokens are left out, as in the SAE's collection; null where nothing is. */
  leftOut: LeftOutRule | null;
  concepts: ConceptTokens[];
  words: LetterWords;
  /** Passages that the SAE's own figures were measured on. */
  heldOut: Uint32Array[];
  seed: number;
}

export interface EvaluationProgress {
  done: number;
  total: number;
  message: string;
}
