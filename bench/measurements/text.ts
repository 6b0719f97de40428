import { setTimeout as sleep } from "node:timers/promises";
import { withQuery } from "@/domain/urls";
import { cancelJob, createJob } from "@/prisma/jobs";
import { until } from "../../tests/support/program";
import { MODEL_ID, type BenchContext } from "../context";
import { readPages } from "../load";
import { percentile, spread, type Benchmark, type Measurement } from "../measurement";

const SAE = "3-res-4k";
/** With BOS. */
const TOKENS = 60;

const text: Benchmark = {
  name: "text",
  async run(context) {
    const { url, pool, idle } = await context.program();
    await idle();
    const sentences = await takeSentences(context);
    const measured = [await measure("workers idle", url, sentences)];
    // hours of work for every worker of the batch lane, or as much as this takes
    const jobs: string[] = [];
    const { rows } = await pool.query<{ id: number }>("SELECT id FROM collection WHERE state = 'done'");
    for (const { id } of rows) jobs.push(await createJob("label-features", { collectionId: id }));
    const busy = "SELECT 1 FROM worker WHERE lane = 'batch' AND task IS NULL";
    await until("busy workers", async () => (await pool.query(busy)).rows.length === 0);
    await sleep(2_000);
    measured.push(await measure("beside a batch job on every core", url, sentences));
    for (const id of jobs) await cancelJob(id);
    return measured;
  },
};

export default text;

/** Parts of stories that the SAE was not trained on, none of which has been asked before. */
async function takeSentences({ model, passages, quick }: BenchContext): Promise<string[]> {
  const { tokenizer } = await model();
  return (await passages())
    .filter(({ length }) => length > 2 * TOKENS)
    .slice(0, quick ? 6 : 40)
    .map((passage) => tokenizer.decode([...passage.subarray(1, TOKENS)]));
}

/** Each sentence is asked once: half of them now, so that both measurements ask for what was never answered. */
async function measure(when: string, url: string, sentences: string[]): Promise<Measurement> {
  const asked = sentences.splice(0, Math.ceil(sentences.length / 2));
  const path = (_: number, page: number) =>
    withQuery("/search", { tab: "text", reader: `${MODEL_ID}/${SAE}`, q: asked[page] });
  const { times } = await readPages(url, path, { readers: 1, pagesEach: asked.length, pauseMs: 500 });
  return {
    what: `features of a text of ${TOKENS} tokens, the whole page, 95 % of requests: ${when}`,
    unit: "ms",
    value: spread([percentile(times, 0.95)]),
    limit: { kind: "at most", value: 1_000 },
    note: `median ${percentile(times, 0.5).toFixed(0)} ms, slowest ${Math.max(...times).toFixed(0)} ms of ${times.length}`,
  };
}
