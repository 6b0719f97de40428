import { isFunctionWord } from "./function-words";
import { lemmasOf } from "./lemma";
import { LISTED_CONCEPTS, NOUN_CONCEPTS, VERB_CONCEPTS } from "./concepts";
import type { Sense, WordNet } from "./wordnet";

/** Concepts that a word names, narrow or wide; without WordNet only those that are listed word by word. */
export class ConceptIndex {
  private readonly listed = new Map<string, string[]>();
  /** Concepts by synset. */
  private readonly nouns = new Map<string, string[]>();
  private readonly kept = new Map<string, readonly string[]>();

  constructor(private readonly wordNet: WordNet | null) {
    for (const [concept, words] of Object.entries(LISTED_CONCEPTS))
      for (const word of words.split(" ")) push(this.listed, word, concept);
    for (const [concept, synsets] of wordNet ? Object.entries(NOUN_CONCEPTS) : [])
      for (const name of synsets.split(", ")) {
        const [lemma, sense] = name.split(" ");
        const synset = wordNet?.sensesOf(lemma ?? "", "noun")[Number(sense) - 1]?.synset;
        if (synset) push(this.nouns, synset, concept);
      }
  }

  /** @param word lower case */
  conceptsOf(word: string): readonly string[] {
    let concepts = this.kept.get(word);
    if (!concepts) {
      concepts = [...new Set([...(this.listed.get(word) ?? []), ...this.fromWordNet(word)])];
      this.kept.set(word, concepts);
    }
    return concepts;
  }

  /**
   * By the first meaning that has a concept, of each part of speech that the word is often enough: rarer ones would make
   * everything a kind of anything.
   */
  private fromWordNet(word: string): string[] {
    if (!this.wordNet || !/^\p{L}{3,}$/u.test(word)) return [];
    const lemmas = lemmasOf(word);
    const nouns = this.wordNet.sensesOf(lemmas.noun, "noun");
    const verbs = this.wordNet.sensesOf(lemmas.verb, "verb");
    const uses = (senses: readonly Sense[]) => (senses[0] ? senses[0].tagged + 1 : 0);
    const [noun, verb] = [uses(nouns), uses(verbs)];
    const adjective = uses(this.wordNet.sensesOf(lemmas.adjective, "adj"));
    const adverb = uses(this.wordNet.sensesOf(word, "adv"));
    const most = Math.max(noun, verb, adjective, adverb);
    const found: string[] = [];
    if (most > 0 && !isFunctionWord(word))
      found.push(
        most === noun ? "nouns" : most === verb ? "verbs" : most === adjective ? "adjectives" : "adverbs",
      );
    if (noun > 0 && noun >= OFTEN * most)
      found.push(...firstNotEmpty(nouns.map(({ synset }) => this.nounConcepts(synset))));
    if (verbs[0] && verb >= OFTEN * most) found.push(...verbConcept(this.wordNet.fileOf(verbs[0].synset)));
    return found;
  }

  private nounConcepts(synset: string): string[] {
    return [...(this.wordNet?.kindsOf(synset) ?? [])].flatMap((kind) => this.nouns.get(kind) ?? []);
  }
}

/** A part of speech with less of a word's uses than this share of its commonest is left out. */
const OFTEN = 0.2;

const verbConcept = (file: number): string[] => {
  const concept = VERB_CONCEPTS[file];
  return concept === undefined ? [] : [concept];
};

function firstNotEmpty<T>(lists: readonly T[][]): T[] {
  return lists.find((list) => list.length > 0) ?? [];
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
