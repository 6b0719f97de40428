/**
 * A model made by hand that copies: what it says next is the letter that came before, and the cause is known. After token
 * "ask" it attends to letters wherever they stand and repeats the one it sees; where it sees none it says "nothing".
 */
import type { LanguageModelConfig } from "@/domain/models";
import type { HostTensor } from "@/workers/engine/ops";
import type { Sae } from "@/workers/sae/sae";

export const TOKEN = { bos: 0, eos: 1, ask: 2, nothing: 3, a: 4, b: 5, x: 6, y: 7, z: 8 } as const;
const VOCABULARY = 9;
/** Places in the residual stream: a token's own, "is a letter", "asks", and what is to be said. */
const WIDTH = 32;
const LETTER = VOCABULARY;
const ASKS = VOCABULARY + 1;
const SAID = 16;
/** Rotation leaves this place of a head, the last of its first half, nearly alone. */
const STILL = WIDTH / 2 - 1;
const ATTENTION = 4;

export const COPY_MODEL: LanguageModelConfig = {
  ...{ family: "llama", layers: 2, width: WIDTH, heads: 1, kvHeads: 1, hidden: 8 },
  ...{ vocabulary: VOCABULARY, context: 24, normEps: 1e-5, ropeTheta: 1e12, ropeInterleaved: false },
  ...{ tiedHead: false, bos: TOKEN.bos, eos: TOKEN.eos },
};
export const COPY_HOOK = "blocks.0.hook_resid_post";

type Entry = readonly [row: number, column: number, value: number];

function matrix(rows: number, columns: number, entries: readonly Entry[] = []): HostTensor {
  const data = new Float32Array(rows * columns);
  for (const [row, column, value] of entries) data[row * columns + column] = value;
  return { dtype: "float32", shape: [rows, columns], data };
}

const vector = (length: number, value: number): HostTensor => ({
  ...{ dtype: "float32", shape: [length] },
  data: new Float32Array(length).fill(value),
});

const LETTERS = [TOKEN.a, TOKEN.b];

export function copyModel(): Map<string, HostTensor> {
  const own = Array.from({ length: VOCABULARY }, (_, token): Entry => [token, token, 1]);
  const kinds: Entry[] = [...LETTERS.map((token): Entry => [token, LETTER, 1]), [TOKEN.ask, ASKS, 1]];
  const weights = new Map<string, HostTensor>([
    ["model.embed_tokens.weight", matrix(VOCABULARY, WIDTH, [...own, ...kinds])],
    [
      "lm_head.weight",
      // without a letter "ask" alone speaks, for "nothing"
      matrix(VOCABULARY, WIDTH, [
        ...LETTERS.map((token): Entry => [token, SAID + token, 1]),
        [TOKEN.nothing, TOKEN.ask, 0.02],
      ]),
    ],
    ["model.norm.weight", vector(WIDTH, 1)],
  ]);
  for (let layer = 0; layer < COPY_MODEL.layers; layer++) {
    // the first layer does nothing, and the second copies
    const copies = layer === 1;
    const square = (entries: readonly Entry[]) => matrix(WIDTH, WIDTH, copies ? entries : []);
    const at = `model.layers.${layer}`;
    weights.set(`${at}.input_layernorm.weight`, vector(WIDTH, 1));
    weights.set(`${at}.post_attention_layernorm.weight`, vector(WIDTH, 1));
    weights.set(`${at}.self_attn.q_proj.weight`, square([[STILL, ASKS, ATTENTION]]));
    weights.set(`${at}.self_attn.k_proj.weight`, square([[STILL, LETTER, ATTENTION]]));
    const said = LETTERS.map((token): Entry => [SAID + token, token, 1]);
    weights.set(`${at}.self_attn.v_proj.weight`, square(said));
    weights.set(
      `${at}.self_attn.o_proj.weight`,
      square(LETTERS.map((token): Entry => [SAID + token, SAID + token, 1])),
    );
    weights.set(`${at}.mlp.gate_proj.weight`, matrix(COPY_MODEL.hidden, WIDTH));
    weights.set(`${at}.mlp.up_proj.weight`, matrix(COPY_MODEL.hidden, WIDTH));
    weights.set(`${at}.mlp.down_proj.weight`, matrix(WIDTH, COPY_MODEL.hidden));
  }
  return weights;
}

/** One feature a token, with the token's number: all that its embedding says. */
export function copySae(): Sae {
  const tokens = Array.from({ length: VOCABULARY }, (_, token) => token);
  const whole: Entry[] = [
    ...tokens.map((token): Entry => [token, token, 1]),
    ...LETTERS.map((token): Entry => [token, LETTER, 1]),
    [TOKEN.ask, ASKS, 1],
  ];
  return {
    config: {
      ...{ architecture: "relu", dIn: WIDTH, dSae: VOCABULARY, hookName: COPY_HOOK },
      subtractDecoderBias: false,
    },
    weights: new Map([
      [
        "W_enc",
        matrix(
          WIDTH,
          VOCABULARY,
          tokens.map((token): Entry => [token, token, 1]),
        ),
      ],
      ["W_dec", matrix(VOCABULARY, WIDTH, whole)],
      ["b_enc", vector(VOCABULARY, 0)],
      ["b_dec", vector(WIDTH, 0)],
    ]),
  };
}
