import type { BenchmarkGrid } from "@/domain/steering-benchmark";
import { formatCounted } from "@/domain/format";

/** How it was measured, in words and formulas; docs/benchmark.md says more. */
export function Method({ grid, chosen }: { grid: BenchmarkGrid; chosen: string }) {
  const odd = Math.floor(grid.prompts.length / 2);
  return (
    <div className="max-w-[78ch] space-y-2">
      <p>
        Nobody judges the texts: every figure is counted. The unsteered model reads what a steered model has
        written. Its <b>concept</b> is how often the feature is active there, and how many of its words belong
        to the feature’s lexicon, words that stand around it in passages that were kept aside; 0 is what texts
        without steering reach and 2 what the feature’s own contexts reach. Its <b>fluency</b> falls as its
        perplexity under the unsteered model rises above that of the model’s own texts, and as it repeats
        itself.
      </p>
      <p>
        The score is their harmonic mean, 2 · concept · fluency / (concept + fluency), as in AxBench (Wu et
        al. 2025): a text that has only one of the two scores 0. The dose is chosen on{" "}
        {grid.prompts.length - odd} of the prompts, and the score reported on the other {odd}. Intervals are
        95 % by bootstrap over features and prompts.
      </p>
      <p>
        Doses {grid.doses.map((dose) => String(dose).replace("-", "−")).join(", ")} × max by “{grid.mode}”,{" "}
        {formatCounted(grid.tokens, "token")} a text at temperature {grid.temperature}, top-p {grid.topP},
        seed {grid.seed}. Features: {chosen}.
      </p>
    </div>
  );
}
