import { QUERY_CHARACTERS, tidyQuery, type SearchTab } from "@/domain/search";
import { parseFeatureReference } from "@/domain/urls";

/** So many words are hardly typed in search of a label. */
const WORDS_OF_A_TEXT = 10;
const WORDS_OF_A_SENTENCE = 5;

/** Which reading is meant when none is chosen: an id, a text for the model, or words and their meaning. */
export function guessTab(typed: string): SearchTab {
  if (parseFeatureReference(typed)) return "id";
  const text = tidyQuery(typed);
  const words = text.split(" ").length;
  if (text.length > QUERY_CHARACTERS || words >= WORDS_OF_A_TEXT) return "text";
  return words >= WORDS_OF_A_SENTENCE && /[.!?]["'”’)]?$/.test(text) ? "text" : "all";
}
