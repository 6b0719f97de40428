import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FeaturescopeError } from "@/domain/errors";
import { Random } from "@/domain/random";
import { PROJECT_ROOT } from "@/domain/project-root";
import { dataFolder } from "../files/data-folder";
import { languageModelPlace, loadTokenizer } from "../files/language-model";
import { readLanguageModelManifest } from "../files/model-manifest";
import type { PieceTable } from "./piece-table";
import { Tokenizer } from "./tokenizer";

const byteTokens = Array.from(
  { length: 256 },
  (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`,
);

function table(pieces: readonly string[], scores?: readonly number[]): PieceTable {
  const all = ["<unk>", "<s>", "</s>", ...byteTokens, ...pieces];
  const own = pieces.map((_, i) => scores?.[i] ?? -i);
  return { pieces: all, scores: [...new Array<number>(259).fill(0), ...own], bos: 1, eos: 2 };
}

/** Merges as the definition has it: look at all neighbours, join the best pair, begin again. */
function slowPieces(text: string, { pieces, scores }: PieceTable): string[] {
  const score = new Map(pieces.map((piece, id) => [piece, scores[id] ?? 0]));
  const symbols = Array.from(` ${text}`);
  for (;;) {
    let best = -1;
    let bestScore = -Infinity;
    for (let i = 0; i + 1 < symbols.length; i++) {
      const found = score.get(`${symbols[i]}${symbols[i + 1]}`);
      if (found !== undefined && found > bestScore) [best, bestScore] = [i, found];
    }
    if (best < 0) return symbols;
    symbols.splice(best, 2, `${symbols[best]}${symbols[best + 1]}`);
  }
}

describe("encoding", () => {
  const vocabulary = table([" ", "a", "b", "c", " a", "ab", "bc", "abc"]);
  const tokenizer = new Tokenizer(vocabulary);
  const pieces = (text: string) => tokenizer.encode(text).map((id) => tokenizer.pieces[id]);

  it("puts a space before the text and joins the best-scored pair first", () => {
    expect(pieces("abc")).toEqual([" a", "bc"]);
    expect(pieces("babc")).toEqual([" ", "b", "abc"]);
    expect(pieces("a a")).toEqual([" a", " a"]);
  });

  it("takes the leftmost of equal pairs", () => {
    const same = new Tokenizer(table([" ", "x", "xx"]));
    expect(same.encode("xxx").map((id) => same.pieces[id])).toEqual([" ", "xx", "x"]);
  });

  it("spells what is not in the vocabulary in bytes", () => {
    expect(pieces("é\n😀")).toEqual([
      " ", "<0xC3>", "<0xA9>", "<0x0A>", "<0xF0>", "<0x9F>", "<0x98>", "<0x80>",
    ]); // prettier-ignore
    expect(tokenizer.decode(tokenizer.encode("é\n😀"))).toBe("é\n😀");
  });

  it("gives nothing for no text, and BOS only when asked", () => {
    expect(tokenizer.encode("")).toEqual([]);
    expect(tokenizer.encode("", { bos: true })).toEqual([1]);
    expect(tokenizer.encode("a", { bos: true })).toEqual([1, 263]);
  });

  it("does not read control or byte tokens out of text", () => {
    expect(tokenizer.decode(tokenizer.encode("</s><0x41>"))).toBe("</s><0x41>");
    expect(tokenizer.encode("</s>")).not.toContain(2);
    expect(tokenizer.encode("<0x41>")).not.toContain(3 + 0x41);
  });

  it("lets the last of equal pieces win", () => {
    const twice = new Tokenizer(table(["a", " ", "a"]));
    expect(twice.encode("a")).toEqual([260, 261]);
  });

  it("gives what the slow definition gives on random text and vocabularies", () => {
    const random = new Random(1);
    const letter = () => "ab cé"[Math.floor(random.uniform() * 5)] ?? "a";
    const text = (length: number) => Array.from({ length }, letter).join("");
    for (let round = 0; round < 60; round++) {
      const longer = Array.from({ length: 40 }, () => text(2 + Math.floor(random.uniform() * 3)));
      // Scores are drawn from few values, so that ties are common.
      const all = ["a", "b", " ", ...new Set(longer)];
      const scores = all.map(() => -Math.floor(random.uniform() * 12));
      const random_ = table(all, scores);
      const fast = new Tokenizer(random_);
      for (let i = 0; i < 10; i++) {
        const sample = text(1 + Math.floor(random.uniform() * 40));
        const ids = fast.encode(sample);
        const slow = slowPieces(sample, random_).flatMap((symbol) =>
          random_.pieces.lastIndexOf(symbol) >= 259
            ? [random_.pieces.lastIndexOf(symbol)]
            : Array.from(new TextEncoder().encode(symbol), (byte) => byte + 3),
        );
        expect(ids).toEqual(slow);
        expect(fast.decode(ids)).toBe(sample);
      }
    }
  });

  it("takes long texts: 200,000 characters", () => {
    const ids = tokenizer.encode("abc ".repeat(50_000));
    expect(ids.length).toBe(100_001);
    expect(ids.slice(-3).map((id) => tokenizer.pieces[id])).toEqual([" a", "bc", " "]);
  });
});

describe("decoding", () => {
  const tokenizer = new Tokenizer(table([" ", "a", " a"]));
  it("takes away the space that encoding puts before a text, unless it is the middle of one", () => {
    expect(tokenizer.decode([1, 261, 261])).toBe("a a");
    expect(tokenizer.decode([261, 261], { middle: true })).toBe(" a a");
  });

  it("replaces bytes that are not UTF-8", () => {
    expect(tokenizer.decode([260, 3 + 0xc3, 260])).toBe("a\ufffda");
  });

  it("refuses ids outside the vocabulary", () => {
    expect(() => tokenizer.decode([262])).toThrow("262 is not a token id");
    expect(() => tokenizer.decode([-1])).toThrow(FeaturescopeError);
  });

  it("refuses a vocabulary that cannot spell every byte", () => {
    const gap = table([]);
    gap.pieces[3 + 7] = "x";
    expect(() => new Tokenizer(gap)).toThrow("no token for byte 7");
  });
});

const manifest = await readLanguageModelManifest("stories15m");
const folder = languageModelPlace(manifest.source, dataFolder());
const corpus = join(PROJECT_ROOT, "../shared/data/tinystories-sample.txt");

describe.skipIf(!existsSync(folder))("the demo model's tokenizer", () => {
  it("gives the known ids", async () => {
    const tokenizer = await loadTokenizer(folder);
    const text = "Once upon a time, there was a little boy named Ben.";
    const ids = [1, 9038, 2501, 263, 931, 29892, 727, 471, 263, 2217, 8023, 4257, 4111, 29889];
    expect(tokenizer.encode(text, { bos: true })).toEqual(ids);
    expect(tokenizer.decode(ids)).toBe(text);
    expect(tokenizer.encode("a\n\tè…")).toEqual([263, 13, 12, 30000, 30098]);
  });

  it.skipIf(!existsSync(corpus))("splits 1,728 stories as llama2.c does and puts them together again", async () => {
    const tokenizer = await loadTokenizer(folder);
    const stories = readFileSync(corpus, "utf8")
      .split("<|endoftext|>")
      .map((story) => story.trim());
    let predicted = 0;
    for (const story of stories) {
      const ids = tokenizer.encode(story, { bos: true });
      expect(tokenizer.decode(ids)).toBe(story);
      predicted += Math.min(256, ids.length) - 1;
    }
    expect(stories.length).toBe(1728);
    expect(predicted).toBe(336_729);
  }, 30_000);
});
