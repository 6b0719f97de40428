import { describe, expect, it } from "vitest";
import type { ShownToken } from "@/server/procedures/steer/run-view";
import { shadeTokens, type TokenRead } from "./shading";

const token = (piece: string, kl?: number): ShownToken => ({
  ...{ id: 5, piece, own: Math.log(0.5), plain: Math.log(0.25), read: [] },
  ...(kl === undefined ? {} : { kl }),
  top: [
    { piece: "▁the", p: 0.5 },
    { piece: "<0x0A>", p: 0.25 },
  ],
});
const read = (piece: string | null, value: number, kl?: number): TokenRead => ({
  piece,
  read: [0, value],
  ...(piece === null ? {} : { token: token(piece, kl) }),
});
const feature = { place: 1, max: 8, name: "s/1" };

describe("shading", () => {
  it("by activation is in tenths of the maximum, one step for the least, and none for nothing", () => {
    const tokens = [0, 0.1, 4, 8, 20].map((value) => read("▁a", value));
    expect(shadeTokens(tokens, "activation", feature).map(({ level }) => level)).toEqual([0, 1, 5, 10, 10]);
    expect(
      shadeTokens(tokens, "activation", { ...feature, max: null }).every(({ level }) => level === 0),
    ).toBe(true);
  });

  it("by divergence is full at two nats", () => {
    const tokens = [0, 0.001, 1, 2, 9].map((kl) => read("▁a", 8, kl));
    expect(shadeTokens(tokens, "kl", feature).map(({ level }) => level)).toEqual([0, 0, 5, 10, 10]);
  });

  it("tells value, probabilities and alternatives", () => {
    const [shown] = shadeTokens([read("▁dog", 2, 0.7)], "activation", feature);
    expect(shown?.text).toBe(" dog");
    expect(shown?.tip.replaceAll("\u00a0", " ").split("\n")).toEqual([
      "s/1: 2.00",
      "probability 50.0 %, without steering 25.0 %",
      "KL 0.700 nats",
      "instead: ▁the 50.0 %  ↵ 25.0 %",
    ]);
  });

  it("draws a character of several tokens once, and leaves out what ended the text", () => {
    const bytes = ["<0xF0>", "<0x9F>", "<0x90>", "<0x9F>"].map((piece, i) => read(piece, i));
    const shown = shadeTokens([...bytes, read(null, 0)], "activation", feature);
    expect(shown).toHaveLength(1);
    expect(shown[0]?.level).toBe(4);
  });
});
