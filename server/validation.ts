import type { z } from "zod";

/** What is wrong with an input, as a sentence that names the field: the first of what was found. */

type Issue = z.core.$ZodIssue;

export function sentenceOf(issues: readonly Issue[]): string {
  const issue = issues[0] && deepest(issues[0]);
  if (!issue) return "The request does not have the expected form.";
  const field = issue.path.length === 0 ? "The input" : `“${issue.path.map(String).join(".")}”`;
  return `${field} ${whatIsWrong(issue)}`;
}

/** Of a choice between forms, what is wrong with the one that comes nearest. */
function deepest(issue: Issue): Issue {
  if (issue.code !== "invalid_union") return issue;
  const forms = issue.errors.flatMap((found) => (found[0] ? [deepest(found[0])] : []));
  const nearest = forms.sort((a, b) => b.path.length - a.path.length)[0];
  return nearest ? { ...nearest, path: [...issue.path, ...nearest.path] } : issue;
}

const KIND: Record<string, string> = {
  ...{ string: "text", array: "a list", object: "an object", record: "an object", tuple: "a list" },
  ...{ number: "a number", int: "a whole number", boolean: "true or false", date: "a date", null: "null" },
};
const COUNTED: Record<string, string> = { string: " characters", array: " entries", set: " entries" };

function whatIsWrong(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      if (/received undefined$/.test(issue.message)) return "is missing.";
      // a text of the schema's own, where it has one
      return issue.message.startsWith("Invalid input")
        ? `must be ${KIND[issue.expected] ?? issue.expected}.`
        : `is not right: ${issue.message}`;
    case "too_small":
      return ours(issue) ?? `must be at least ${issue.minimum}${COUNTED[issue.origin] ?? ""}.`;
    case "too_big":
      return ours(issue) ?? `must be at most ${issue.maximum}${COUNTED[issue.origin] ?? ""}.`;
    case "invalid_value":
      return ours(issue) ?? `must be one of: ${issue.values.map(String).join(", ")}.`;
    case "invalid_format":
      return ours(issue) ?? `does not have the expected form (${issue.format}).`;
    case "unrecognized_keys":
      return `has fields that there are not: ${issue.keys.join(", ").slice(0, 200)}.`;
    default:
      return ours(issue) ?? "does not have the expected form.";
  }
}

/** The words that the schema itself has for it; zod's own are written for programmers. */
function ours({ message }: Issue): string | null {
  return /^(Invalid|Too (big|small)|Unrecognized)/.test(message) ? null : `is not right: ${message}`;
}
