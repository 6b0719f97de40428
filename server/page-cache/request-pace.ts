import { clock } from "./page-cache";

/** More in this time than a few people open, and less than a crowd does. */
const PERIOD_MS = 10_000;
const MOST_OF_CALM = 20;

/** How often pages are asked for, so that a crowd is told from a few readers. */
export class RequestPace {
  /** When each of the latest requests came, the oldest first. */
  private readonly latest: number[] = [];

  count(): void {
    this.latest.push(clock());
    if (this.latest.length > MOST_OF_CALM) this.latest.shift();
  }

  /** Fewer than two a second lately, the one that is being answered among them. */
  get isCalm(): boolean {
    const [first] = this.latest;
    return first === undefined || this.latest.length < MOST_OF_CALM || first < clock() - PERIOD_MS;
  }
}
