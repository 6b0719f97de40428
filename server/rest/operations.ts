import type { AppRouter } from "../procedures";
import type { RestAddress } from "./address";
import { restAddresses } from "./procedures";

/** A procedure of the REST API at its address: what a request there says is put together into the procedure's input. */
export interface Operation extends RestAddress {
  /** "feature.get" */
  procedure: string;
}

type Noun = keyof AppRouter["_def"]["record"];
type Path = { [N in Noun]: `${N}.${keyof AppRouter["_def"]["record"][N] & string}` }[Noun];

/** The order in which readers of the API meet them; what is not named here comes after. */
const ORDER: readonly Path[] = [
  ...(["catalogue.list", "sae.get", "feature.pickRandom", "feature.get"] as const),
  ...(["label.list", "label.propose", "comment.list", "comment.add"] as const),
  ...([
    "label.history",
    "label.edit",
    "label.vote",
    "label.dispute",
    "label.withdraw",
    "label.accept",
  ] as const),
  ...(["label.quiz", "label.answerQuiz", "comment.delete"] as const),
  ...(["list.browse", "list.create", "list.get", "list.edit", "list.arrange", "list.setMember"] as const),
  ...(["list.fork", "list.delete"] as const),
  ...(["vector.browse", "vector.make", "vector.keep", "vector.get", "vector.edit", "vector.delete"] as const),
  ...(["safety.browse", "safety.features", "safety.judge"] as const),
  ...(["bookmark.list", "account.profile", "list.of"] as const),
];

/** The REST API: addresses for the procedures that have one (`meta.rest`), nothing of its own. */
export const OPERATIONS: readonly Operation[] = restAddresses()
  .map(([procedure, address]) => ({ procedure, ...address }))
  .sort((a, b) => placeOf(a) - placeOf(b));

function placeOf({ procedure }: Operation): number {
  const place = (ORDER as readonly string[]).indexOf(procedure);
  return place < 0 ? ORDER.length : place;
}
