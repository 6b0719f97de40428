import { both, FitTable, type Marks } from "./fit";
import { compileRule } from "./rules";
import { writeBefore } from "./writers/before";
import { ruleWords, type Candidate, type Training } from "./writers/candidate";
import { writeContext } from "./writers/context";
import { writeEffect } from "./writers/effect";
import { writeFollowing } from "./writers/following";
import { writeGrammar } from "./writers/grammar";
import { writeKinds } from "./writers/kind";
import { writePieces } from "./writers/piece";
import { writeWords } from "./writers/word";

const WRITERS: readonly ((training: Training) => Candidate[])[] = [
  writeWords,
  writePieces,
  writeKinds,
  writeBefore,
  writeGrammar,
  writeFollowing,
  writeContext,
  writeEffect,
];

/** A label that holds at fewer of the peaks than this share is none. */
const LEAST_AGREEMENT = 0.5;
/** Candidates that are tried together with others. */
const COMBINED = 8;
/** What a second part must add. */
const PART_COST = 0.03;
/** What a single word has over others counts no more once more is said. */
const MOST_WORTH = 0.03;

/** A candidate with how well it fits the training windows, worth counted in. */
export interface Rated extends Candidate {
  marks: Marks;
  value: number;
}

/** What a feature's label could say, alone or two things together, the best first. */
export function rateCandidates(training: Training): Rated[] {
  const table = new FitTable(training.windows);
  const rate = (candidate: Candidate, marks: Marks): Rated => ({
    ...candidate,
    marks,
    value: table.agreement(marks) >= LEAST_AGREEMENT ? table.fit(marks) + candidate.worth : -1,
  });
  const single = WRITERS.flatMap((write) => write(training)).map((candidate) =>
    rate(candidate, table.marksOf(compileRule(candidate.rule, training.lexer))),
  );
  const heads = best(single.filter(saysWhat)).slice(0, COMBINED);
  const tails = best(single.filter(({ behind }) => behind !== undefined)).slice(0, COMBINED);
  const pairs = heads.flatMap((head) =>
    tails
      .filter((tail) => !saysAgain(head, tail))
      .map((tail) => rate(together(head, tail), both(head.marks, tail.marks))),
  );
  return best([...single, ...pairs].filter(({ partOnly }) => !partOnly));
}

function best(rated: readonly Rated[]): Rated[] {
  return rated.filter(({ value }) => value > 0).sort((a, b) => b.value - a.value);
}

/** Whether a candidate says what a feature lies on, rather than what stands around it. */
function saysWhat({ method, rule }: Candidate): boolean {
  return method !== "output" && method !== "context" && !(rule.kind === "words" && rule.offset === 1);
}

/** Two ways of saying where a word stands say too little of what it is; a word that has been said is no news. */
function saysAgain(head: Candidate, tail: Candidate): boolean {
  if (tail.rule === head.rule || (head.method === "after-token" && tail.method === "after-token"))
    return true;
  const said = new Set(ruleWords(head.rule));
  return ruleWords(tail.rule).some((word) => said.has(word));
}

function together(head: Candidate, tail: Candidate): Candidate {
  return {
    method: head.method,
    rule: { kind: "all", of: [head.rule, tail.rule] },
    // what a second part costs, it costs in any place
    worth: Math.min(head.worth, MOST_WORTH) - PART_COST,
    text: async (nameTopic) => {
      const [first, second] = [await head.text(nameTopic), (await tail.behind?.(nameTopic)) ?? null];
      if (first === null || second === null) return null;
      // "day or time, after “one” or “a”": who could tell which goes with which?
      return [first, second].every((part) => part.includes(" or ")) ? null : `${first}, ${second}`;
    },
  };
}
