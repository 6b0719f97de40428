import { Random } from "@/domain/random";

/** A llama2.c checkpoint of a model with random weights, its tokenizer (older layout) behind it: 270 tokens. */
export function tinyCheckpoint(seed = 1): Uint8Array {
  const random = new Random(seed);
  const [width, hidden, layers, heads, kvHeads, context] = [8, 12, 2, 2, 1, 16];
  const words = [" ", "a", "b", " a", "ab", "on", " on", "o", "n", "c", "d"];
  const bytes = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));
  const pieces = ["<unk>", "\n<s>\n", "\n</s>\n", ...bytes, ...words];
  const perLayer = 2 * width + 2 * width * width + width * width + 3 * hidden * width;
  const weights = pieces.length * width + layers * perLayer + width + context * (width / heads);

  const utf8 = new TextEncoder();
  const texts = pieces.map((piece) => utf8.encode(piece));
  const tokenizerBytes = texts.reduce((sum, text) => sum + 8 + text.length, 4);
  const file = new DataView(new ArrayBuffer(28 + 4 * weights + tokenizerBytes));
  let at = 0;
  const int = (value: number) => {
    file.setInt32(at, value, true);
    at += 4;
  };
  const float = (value: number) => {
    file.setFloat32(at, value, true);
    at += 4;
  };
  for (const size of [width, hidden, layers, heads, kvHeads, pieces.length, context]) int(size);
  for (let i = 0; i < weights; i++) float(random.normal() / 4);
  int(7);
  texts.forEach((text, id) => {
    float(-id);
    int(text.length);
    new Uint8Array(file.buffer).set(text, at);
    at += text.length;
  });
  return new Uint8Array(file.buffer);
}
