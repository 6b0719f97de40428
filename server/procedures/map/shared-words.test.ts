import { expect, it } from "vitest";
import type { MemberRow } from "./neighbour-queries";
import { sharedWords, wordShares } from "./shared-words";

const row = (tokens: string, examples: string, index = 0): MemberRow => ({
  ...{ index, label: null, density: null, tokens, examples },
});
const DOG = row("dog", "Lily saw a dog and its puppy. It's a big dog, and you're its friend");
const PUPPY = row("puppy", "Lily has a puppy. The puppy is a dog. It's a friend that you're fond of");
// everybody meets Lily; few meet a dog
const SAMPLE = [
  ...Array.from({ length: 9 }, (_, i) => row("tree", "Lily climbed a tree", i)),
  row("friend", "Lily has a friend and a puppy", 9),
];

it("are content words that are rare elsewhere, the most telling first", () => {
  expect(sharedWords(DOG, PUPPY, wordShares(SAMPLE))).toEqual(["dog", "friend", "puppy"]);
});

it("are none where nothing but common words is shared", () => {
  expect(sharedWords(DOG, row("Lily", "it's Lily, you're there"), wordShares(SAMPLE))).toEqual([]);
});

it("are not called common where an SAE has hardly a feature to compare with", () => {
  expect(sharedWords(DOG, PUPPY, wordShares([DOG, PUPPY]))).toContain("dog");
});
