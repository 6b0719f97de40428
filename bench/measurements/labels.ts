/**
 * Labels by the program, as people see them: how readable and how telling they are, and some to be judged by eye. Of the
 * database at $DATABASE_URL where that is set, else of a program that is started for it.
 */
import { Random } from "@/domain/random";
import { closeDatabase, getDatabase } from "@/prisma/client";
import { spread, type Benchmark, type Measurement } from "../measurement";
import {
  identityBits,
  isFunctionWordsAlone,
  listsMany,
  namedWords,
  namesPiece,
  sharedLabels,
  wordsOfText,
} from "../labels/readability";
import { readLabelledSaes, type MarkedExample, type LabelledSae } from "../labels/read-labels";

/** Labels that are listed with their strongest examples. */
const LISTED = 50;
const EXAMPLES = 3;
/** Function words are a label only of a feature that is that word: of its strongest examples. */
const PURE = 0.8;

const labels: Benchmark = {
  name: "labels",
  async run(context) {
    const own = process.env.DATABASE_URL !== undefined;
    if (!own) await (await context.program()).idle();
    const { pool } = getDatabase();
    try {
      const measured: Measurement[] = [];
      for (const sae of await readLabelledSaes(pool)) measured.push(...(await measure(sae, context.seed)));
      return measured;
    } finally {
      if (own) await closeDatabase();
    }
  },
};

export default labels;

async function measure(sae: LabelledSae, seed: number): Promise<Measurement[]> {
  const { name, live } = sae;
  const told = sae.labels.filter(({ method }) => method !== "unclear");
  const texts = sae.labels.map(({ text }) => text);
  const ofLive = (count: number) => count / live;
  const pieces = [];
  for (const { feature, text, method } of sae.labels) {
    if (!namesPiece(text, method, sae.words)) continue;
    // a rare word may stand in its own examples alone
    const known = new Set(
      (await sae.examplesOf(feature)).flatMap(({ text: example }) =>
        wordsOfText(example.replace(/[[\]]/g, "")),
      ),
    );
    if (namesPiece(text, method, new Set([...known, ...sae.words]))) pieces.push(text);
  }
  const alone = told.filter(({ text }) => isFunctionWordsAlone(text));
  const impure = [];
  for (const label of alone) if ((await purity(sae, label)) < PURE) impure.push(label.text);
  const figure = (
    what: string,
    unit: string,
    value: number,
    rest: Partial<Measurement> = {},
  ): Measurement => ({
    what: `${name}: ${what}`,
    unit,
    value: spread([value]),
    ...rest,
  });
  const share = (what: string, count: number, most?: number, note?: string) =>
    figure(what, "of live features", ofLive(count), {
      ...(most === undefined ? {} : { limit: { kind: "at most", value: most } }),
      ...(note ? { note } : {}),
    });
  const mean = (key: "score" | "shuffled") => {
    const known = told.flatMap((label) => label[key] ?? []);
    return known.reduce((sum, value) => sum + value, 0) / known.length;
  };
  return [
    figure("live features with a label", "of live features", ofLive(sae.labels.length), {
      note: `${live} live features`,
    }),
    share("labels with a piece of a word", pieces.length, 0, pieces.slice(0, 5).join("; ")),
    share("labels of three or more alternatives", texts.filter(listsMany).length, 0),
    share("labels of function words alone", alone.length),
    share(
      "the same with fewer than 80 % of the strongest examples on them",
      impure.length,
      0,
      impure.slice(0, 5).join("; "),
    ),
    figure("features that share their label", "of labels", sharedLabels(texts), {
      limit: { kind: "at most", value: 0.15 },
    }),
    figure("identity bits", "of log2(features)", identityBits(texts), {
      limit: { kind: "at least", value: 0.97 },
    }),
    share("unclear", sae.labels.length - told.length, 0.25),
    figure("held-out score among neighbours", "balanced accuracy", mean("score")),
    figure("the same of other features' labels", "balanced accuracy", mean("shuffled"), {
      note: await listing(sae, seed),
    }),
  ];
}

/** Of a feature's strongest examples, the share whose peak lies on a word that its label names. */
async function purity(
  sae: LabelledSae,
  { feature, text, method }: { feature: number; text: string; method: string },
): Promise<number> {
  // an apostrophe ends a word, and the peak may lie on it or on either side of it: [I]'m, I['m], I'[m]
  const named = new Set(
    namedWords(text, method).flatMap((word) => [word, ...word.split(/(['’])/), ...word.split(/(?=['’])/)]),
  );
  const examples = await sae.examplesOf(feature);
  const lies = ({ word, token }: MarkedExample) => named.has(word) || named.has(token.trim().toLowerCase());
  return examples.filter(lies).length / examples.length;
}

async function listing(sae: LabelledSae, seed: number): Promise<string> {
  const order = Uint32Array.from(sae.labels.keys());
  new Random(seed).shuffle(order);
  const lines = [`${LISTED} labels (seed ${seed}), each with its strongest examples:`];
  for (const i of order.subarray(0, LISTED)) {
    const label = sae.labels[i];
    if (!label) continue;
    const score =
      label.score === null
        ? ""
        : `   ${label.score.toFixed(2)} (others ${label.shuffled?.toFixed(2) ?? "-"})`;
    lines.push(`${label.feature}: ${label.text}${score}`);
    for (const { value, text } of (await sae.examplesOf(label.feature)).slice(0, EXAMPLES))
      lines.push(`    ${value.toFixed(1)}  ${text}`);
  }
  return lines.join("\n  ");
}
