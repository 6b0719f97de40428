import { wilson95 } from "@/domain/wilson";
import { pieceLabel } from "@/domain/tokens";
import { chainsOf, readPrompts, type PromptChain } from "../chain/chains";
import { spread, type Benchmark, type Measurement } from "../measurement";

const SAES = [
  { id: "stories15m", sae: "3-res-4k" },
  { id: "smollm2-135m", sae: "15-res-8k" },
];
/** Of predicted words that must fall with the chain, and may with random sets. */
const WITHOUT_CHAIN = 0.8;
const WITHOUT_RANDOM = 0.1;

/** The necessary chain of fixed prompts: whether the word changes without it, and without random sets like it. */
const chain: Benchmark = {
  name: "chain",
  async run(context) {
    const prompts = readPrompts();
    const measured: Measurement[] = [];
    for (const { id, sae } of SAES) {
      const own = (prompts[id] ?? []).slice(0, context.quick ? 3 : undefined);
      measured.push(
        ...figures(`${id}/${sae}`, await chainsOf(context.engine, { id, sae }, own, context.say)),
      );
    }
    return measured;
  },
};

export default chain;

function figures(name: string, chains: readonly PromptChain[]): Measurement[] {
  const answers = chains.map(({ answer }) => answer);
  const found = answers.filter(({ changed }) => changed);
  const random = answers.flatMap(({ random }) => random ?? []);
  const anywhere = total(random);
  const there = total(chains.map(({ sameTokens }) => sameTokens));
  const of = `${name}, ${chains.length} prompts`;
  return [
    {
      what: `necessary chain: the word changes without it, ${of}`,
      ...share(found.length, answers.length, [
        `${median(answers.map(({ whole }) => 100 * whole.expected)).toFixed(0)} % sure of the word (median)`,
        list(chains),
      ]),
      limit: { kind: "at least", value: 100 * WITHOUT_CHAIN },
    },
    {
      what: `the word changes without a random set of as many activations and the same norm, ${of}`,
      ...share(anywhere.changed, anywhere.sets, [
        `norm ${norms(random.map(({ norm }) => norm))} of the chain's`,
        `${random.filter(({ changed }) => changed > 0).length} prompts have such sets`,
      ]),
      limit: { kind: "at most", value: 100 * WITHOUT_RANDOM },
    },
    {
      what: `the same, drawn at the chain's tokens alone, ${of}`,
      ...share(there.changed, there.sets),
    },
    {
      what: `activations of a chain, of ${median(answers.map(({ activations }) => activations)).toFixed(0)} in a prompt (median), ${of}`,
      unit: "activations",
      value: spread(found.map(({ members }) => members.length)),
    },
    {
      what: `finding a chain with its random sets and both texts, 1 thread, ${of}`,
      unit: "s of a core",
      value: spread(chains.map(({ cpuSeconds }) => cpuSeconds)),
      note: `${median(answers.map(({ trials }) => trials)).toFixed(0)} sets tried, ${median(chains.map(({ seconds }) => seconds)).toFixed(1)} s by the clock (medians)`,
    },
  ];
}

/** In percent; the note begins with the ends of its 95 % interval (Wilson). */
function share(
  hits: number,
  tries: number,
  more: readonly string[] = [],
): Pick<Measurement, "unit" | "value" | "note"> {
  const [low, high] = wilson95(hits, tries).map((end) => (100 * end).toFixed(1));
  return {
    unit: "%",
    value: spread([(100 * hits) / tries]),
    note: [`${hits} of ${tries}, 95 % interval ${low ?? ""} to ${high ?? ""} %`, ...more].join("; "),
  };
}

function total(random: readonly { sets: number; changed: number }[]) {
  return {
    sets: random.reduce((sum, { sets }) => sum + sets, 0),
    changed: random.reduce((sum, { changed }) => sum + changed, 0),
  };
}

const median = (values: readonly number[]): number => spread(values).median;

function norms(values: readonly number[]): string {
  const { median, min, max } = spread(values);
  return `${median.toFixed(2)} (${min.toFixed(2)} to ${max.toFixed(2)})`;
}

/** Word by word: what the model says, and what it would have said. */
function list(chains: readonly PromptChain[]): string {
  return chains
    .map(({ answer: { whole, without, members }, piece }) => {
      const [before, after] = [whole.top[0], without.top[0]].map((top) => pieceLabel(piece(top?.id ?? -1)));
      return `${before ?? ""} > ${after ?? ""} (${members.length})`;
    })
    .join("; ");
}
