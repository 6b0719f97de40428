import { hashPair } from "./random";

/** Passages that labels are written from, and those that they are tried on. */
export type Side = "training" | "held-out";

export const sideOf = (passage: number): Side => (hashPair(passage, 0) & 1 ? "held-out" : "training");
