import { Agent, get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { Random } from "@/domain/random";

export interface LoadOptions {
  /** Readers at once. */
  readers: number;
  pagesEach: number;
  /** As somebody with an account reads them: drawn for each, and not sent from what is kept for visitors. */
  drawn?: boolean;
  /** Mean pause of a reader between two pages; 0 = the next request follows the answer at once. */
  pauseMs: number;
}

/**
 * Milliseconds from each request to the last byte of its answer, as compressed as a browser gets it.
 * @throws Error for any answer but 200
 */
export async function readPages(
  url: string,
  path: (reader: number, page: number) => string,
  { readers, pagesEach, pauseMs, drawn = false }: LoadOptions,
): Promise<{ times: number[]; perSecond: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: readers });
  const times: number[] = [];
  const from = performance.now();
  await Promise.all(
    Array.from({ length: readers }, async (_, reader) => {
      const random = new Random(1, reader);
      for (let page = 0; page < pagesEach; page++) {
        // uniform over twice the mean: readers do not march in step
        if (pauseMs > 0) await sleep(2 * pauseMs * random.uniform());
        times.push(await readPage(url + path(reader, page), agent, drawn));
      }
    }),
  );
  agent.destroy();
  return { times, perSecond: times.length / ((performance.now() - from) / 1000) };
}

function readPage(url: string, agent: Agent, drawn: boolean): Promise<number> {
  const from = performance.now();
  return new Promise((resolve, reject) => {
    const headers = { "accept-encoding": "gzip", ...(drawn ? { cookie: "any=1" } : {}) };
    get(url, { agent, headers }, (answer) => {
      answer.resume().on("error", reject);
      answer.on("end", () =>
        answer.statusCode === 200
          ? resolve(performance.now() - from)
          : reject(new Error(`${url} answered ${answer.statusCode}.`)),
      );
    }).on("error", reject);
  });
}
