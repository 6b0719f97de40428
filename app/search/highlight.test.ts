import { expect, it } from "vitest";
import { highlightParts } from "./highlight";

const shown = (text: string, ...forms: string[]) =>
  highlightParts(text, new Set(forms))
    .map((part) => (part.matched ? `[${part.text}]` : part.text))
    .join("");

it("marks whole words, whatever their capitals and accents", () => {
  expect(shown("Dragons, dragon-like; DRAGÖN", "dragon", "dragons")).toBe(
    "[Dragons], [dragon]-like; [DRAGÖN]",
  );
  expect(shown("dragonfly", "dragon")).toBe("dragonfly");
  expect(shown("", "dragon")).toBe("");
});

it("keeps markup as text", () => {
  expect(shown("<b>fire</b>", "fire")).toBe("<b>[fire]</b>");
});
