import type { AppRouter } from "../procedures";

/**
 * The REST API: addresses for the procedures, nothing of its own. What a request says in its path, its query and its
 * JSON body is put together into the procedure's input.
 */
export interface Operation {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below /api/v1, with parameters in braces. */
  path: string;
  /** "feature.get" */
  procedure: string;
  summary: string;
  /** Where the procedure's input is nested: what a request says is put under these names. */
  nest?: Record<string, readonly string[]>;
  /** Parameters of the address that are numbers. */
  numbers?: readonly string[];
  /** Query parameters beyond those in the procedure's input. */
  query?: Record<string, string>;
}

const FEATURE = "/models/{model}/saes/{sae}/features/{index}";

type Noun = keyof AppRouter["_def"]["record"];
type Path = { [N in Noun]: `${N}.${keyof AppRouter["_def"]["record"][N] & string}` }[Noun];

const operation = (
  method: Operation["method"],
  path: string,
  procedure: Path,
  summary: string,
  rest: Pick<Operation, "nest" | "numbers" | "query"> = {},
): Operation => ({ method, path, procedure, summary, ...rest });

const ID = { numbers: ["id"] };

export const OPERATIONS: readonly Operation[] = [
  operation("GET", "/models", "catalogue.list", "Models and their SAEs"),
  operation("GET", "/models/{model}/saes/{sae}", "sae.get", "An SAE and one page of its features", {
    nest: { address: ["model", "sae"], browse: [] },
    query: {
      sort: "index, density, max or score (of the label)",
      order: "asc or desc",
      minPercent: "density of at least, in percent of tokens",
      maxPercent: "density of at most",
      minMax: "maximum of at least",
      maxMax: "maximum of at most",
      method: "how the label was made, or none",
      minScore: "score of the label of at least",
      after: "where the page before ended: the answer's `after` as `value,index`",
      before: "where the page after begins",
    },
  }),
  operation("GET", "/models/{model}/saes/{sae}/random", "feature.pickRandom", "A feature worth looking at"),
  operation("GET", FEATURE, "feature.get", "A feature with its statistics and examples"),
  operation("GET", `${FEATURE}/labels`, "label.list", "Labels of a feature, the best first"),
  operation("POST", `${FEATURE}/labels`, "label.propose", "Propose a label"),
  operation("GET", `${FEATURE}/comments`, "comment.list", "Remarks on a feature and its labels"),
  operation("POST", `${FEATURE}/comments`, "comment.add", "Write a remark on a feature or a label"),
  operation("GET", "/labels/{id}/history", "label.history", "Versions of a label and what was done", ID),
  operation("PATCH", "/labels/{id}", "label.edit", "Change the text of a label", ID),
  operation(
    "POST",
    "/labels/{id}/vote",
    "label.vote",
    "Vote for (1) or against (-1) a label; 0 takes it back",
    ID,
  ),
  operation("POST", "/labels/{id}/dispute", "label.dispute", "Say why a label is wrong", ID),
  operation("POST", "/labels/{id}/withdraw", "label.withdraw", "Take one's own label back", ID),
  operation("POST", "/labels/{id}/accept", "label.accept", "Accept a label (reviewers)", ID),
  operation("GET", "/labels/{id}/quiz", "label.quiz", "The windows of the blind quiz", ID),
  operation("POST", "/labels/{id}/quiz", "label.answerQuiz", "Answer the blind quiz", ID),
  operation("DELETE", "/comments/{id}", "comment.delete", "Take one's own remark back", ID),
  operation("GET", "/lists", "list.browse", "One's own lists and a page of public ones", {
    query: { before: "the answer's `next`" },
  }),
  operation("POST", "/lists", "list.create", "Begin a list"),
  operation("GET", "/lists/{id}", "list.get", "A list with its features"),
  operation("PATCH", "/lists/{id}", "list.edit", "Change title, note and who may see a list"),
  operation("PUT", "/lists/{id}/features", "list.arrange", "Give a list its features, in order, with notes"),
  operation("POST", "/lists/{id}/members", "list.setMember", "Put a feature into a list, or take it out"),
  operation("POST", "/lists/{id}/fork", "list.fork", "Copy a list"),
  operation("DELETE", "/lists/{id}", "list.delete", "Delete a list"),
  operation("GET", "/vectors", "vector.browse", "One's own steering vectors and a page of public ones", {
    query: { model: "those of one model", before: "the answer's `next`" },
  }),
  operation("POST", "/vectors", "vector.make", "Make a steering vector from two sets of texts"),
  operation("GET", "/vectors/{id}", "vector.get", "A steering vector: its numbers and the features near it"),
  operation("PATCH", "/vectors/{id}", "vector.edit", "Change name, note and who may see a vector"),
  operation("DELETE", "/vectors/{id}", "vector.delete", "Delete a steering vector"),
  operation("GET", "/safety", "safety.browse", "Families of safety-relevant features and what was looked at"),
  operation(
    "GET",
    "/models/{model}/saes/{sae}/safety/{family}",
    "safety.features",
    "Features listed for a family, and why",
    { query: { after: "the answer's `next`" } },
  ),
  operation("POST", `${FEATURE}/safety`, "safety.judge", "Confirm or reject a listed feature (reviewers)"),
  operation("GET", "/bookmarks", "bookmark.list", "Features that one has marked"),
  operation("GET", "/users/{name}", "account.profile", "What everybody sees of an account"),
  operation("GET", "/users/{name}/lists", "list.of", "Lists of an account"),
];

/** Names in braces of a path, in order. */
export function parametersOf({ path }: Operation): string[] {
  return Array.from(path.matchAll(/\{(\w+)\}/g), ([, name = ""]) => name);
}
