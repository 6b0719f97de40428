import type pg from "pg";

interface Look {
  ms: number;
  tokens: number;
  running: boolean;
}

/** How fast collections go on, as often as it is looked at; not while other jobs keep batch workers from them. */
export class BatchWatch {
  private readonly looks: Look[] = [];

  constructor(private readonly pool: pg.Pool) {}

  async look(): Promise<void> {
    const { rows } = await this.pool.query<{ tokens: number; running: boolean }>(
      `SELECT coalesce(sum(tokens_done), 0)::int AS tokens,
              coalesce(bool_or(state = 'running' AND shards_done < shards_total), false) AND NOT EXISTS (
                SELECT 1 FROM job WHERE lane = 'batch' AND state = 'running' AND kind <> 'collect-activations'
              ) AS running FROM collection`,
    );
    if (rows[0]) this.looks.push({ ms: performance.now(), ...rows[0] });
  }

  get perSecond(): number {
    return tokensPerSecond(this.looks);
  }
}

/** Tokens a second over the stretches at whose both ends a collection ran; NaN where there is none. */
export function tokensPerSecond(looks: readonly Look[]): number {
  let [tokens, ms] = [0, 0];
  for (const [i, look] of looks.entries()) {
    const before = looks[i - 1];
    if (!before?.running || !look.running) continue;
    tokens += look.tokens - before.tokens;
    ms += look.ms - before.ms;
  }
  return ms === 0 ? NaN : (1000 * tokens) / ms;
}
