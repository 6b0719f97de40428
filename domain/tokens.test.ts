import { describe, expect, it } from "vitest";
import { pieceLabel, pieceText, tokenStrings, tokenTexts } from "./tokens";

describe("pieceText", () => {
  it("writes SentencePiece's space mark as a space", () => {
    expect(pieceText("▁the")).toBe(" the");
    expect(pieceText("▁▁")).toBe("  ");
    expect(pieceText("ing")).toBe("ing");
  });

  it("writes single bytes as the character they stand for", () => {
    expect(pieceText("<0x0A>")).toBe("\n");
    expect(pieceText("<0x41>")).toBe("A");
  });

  it("writes a byte that is no character by its value, never as U+FFFD", () => {
    expect(pieceText("<0xE2>")).toBe("⟨E2⟩");
    expect(pieceText("<0x07>")).toBe("⟨07⟩");
  });

  it("shows characters that would turn the direction of the text around", () => {
    expect(pieceText("ab\u202ecd")).toBe("ab⟨U+202E⟩cd");
    expect(pieceText("\u2066x\u2069")).toBe("⟨U+2066⟩x⟨U+2069⟩");
  });

  it("takes the short way for plain words without changing them", () => {
    expect(pieceText("▁don't")).toBe(" don't");
    expect(pieceText("<0x41")).toBe("<0x41");
    expect(pieceText("")).toBe("");
  });

  it("leaves what only looks like a byte piece alone", () => {
    expect(pieceText("<0xZZ>")).toBe("<0xZZ>");
    expect(pieceText("a<0x0A>")).toBe("a<0x0A>");
    expect(pieceText("<script>")).toBe("<script>");
  });
});

describe("tokenTexts", () => {
  it("joins the bytes of one character that is split over tokens", () => {
    const pieces = ["▁say", "<0xE2>", "<0x80>", "<0x9C>", "hi"];
    expect(tokenTexts(pieces, 10)).toEqual([
      { text: " say", start: 10, length: 1 },
      { text: "“", start: 11, length: 3 },
      { text: "hi", start: 14, length: 1 },
    ]);
  });

  it("joins four bytes of an emoji, and two characters in a row stay two", () => {
    const snail = ["<0xF0>", "<0x9F>", "<0x90>", "<0x8C>"];
    expect(tokenTexts([...snail, ...snail]).map((t) => [t.text, t.start, t.length])).toEqual([
      ["🐌", 0, 4],
      ["🐌", 4, 4],
    ]);
  });

  it("keeps a sequence that breaks off apart from the text after it", () => {
    expect(tokenTexts(["<0xE2>", "<0x80>", "dog"]).map((t) => t.text)).toEqual(["⟨E2⟩", "⟨80⟩", "dog"]);
    expect(tokenTexts(["<0xE2>", "<0x80>"]).map((t) => t.text)).toEqual(["⟨E2⟩", "⟨80⟩"]);
  });

  it("refuses overlong and surrogate byte sequences as characters", () => {
    expect(tokenTexts(["<0xC0>", "<0xAF>"]).map((t) => t.text)).toEqual(["⟨C0⟩", "⟨AF⟩"]);
    expect(tokenTexts(["<0xED>", "<0xA0>", "<0x80>"]).map((t) => t.length)).toEqual([1, 1, 1]);
  });

  it("shows a direction override that came as bytes", () => {
    expect(tokenTexts(["<0xE2>", "<0x80>", "<0xAE>"])[0]?.text).toBe("⟨U+202E⟩");
  });
});

describe("tokenStrings", () => {
  it("gives one string per token whose concatenation is the text", () => {
    const pieces = ["<s>", "▁A", "<0xC3>", "<0xA9>", "<0x0A>"];
    expect(tokenStrings(pieces)).toEqual(["<s>", " A", "é", "", "\n"]);
  });
});

describe("pieceLabel", () => {
  it("makes white space visible", () => {
    expect(pieceLabel("▁fire")).toBe("▁fire");
    expect(pieceLabel("<0x0A>")).toBe("↵");
    expect(pieceLabel("<0x09>")).toBe("⇥");
  });
});

describe("byte-level pieces", () => {
  it("joins pieces that begin and end inside of characters", () => {
    const pieces = ["a", "<0x20><0xE2><0x80>", "<0x9C><0xF0>", "<0x9F><0x98><0x80>", "b"];
    expect(tokenTexts(pieces)).toEqual([
      { text: "a", start: 0, length: 1 },
      { text: " \u201c\u{1F600}", start: 1, length: 3 },
      { text: "b", start: 4, length: 1 },
    ]);
  });

  it("shows the bytes that are no text alone", () => {
    expect(pieceText("<0x20><0xE2><0x80>")).toBe(" ⟨E2⟩⟨80⟩");
    expect(tokenStrings(["<0x20><0xE2>", "x"])).toEqual([" ⟨E2⟩", "x"]);
  });
});
