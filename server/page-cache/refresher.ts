import { AsyncResource } from "node:async_hooks";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import inject, { type DispatchFunc } from "light-my-request";
import { log } from "@/telemetry/log";

/** Of the time that a page took: so long nothing is rendered after it, for readers and workers need the processor, too. */
const REST = 1;
/** They would have the answer be that nothing has changed. */
const CONDITIONS = ["if-none-match", "if-modified-since"];

interface Refresh {
  /** Asked when its turn has come: another process may have rendered it meanwhile. */
  isNeeded: () => boolean;
  render: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

/** Renders pages that nobody waits for, one after the other, each once however often it is asked for. */
export class Refresher {
  private readonly waiting = new Map<string, { isNeeded: () => boolean; render: () => Promise<unknown> }>();
  private working = false;
  /** Not in the scope of the request that happens to come first. */
  private readonly begin = AsyncResource.bind(() => void this.work());

  /** @param asked whose address and headers the page is rendered for @param text what tells the page from others */
  refresh({ url = "/", headers }: IncomingMessage, text: string, { isNeeded, render }: Refresh): void {
    if (this.waiting.has(text)) return;
    const kept = Object.entries(headers).filter(([name]) => !CONDITIONS.includes(name));
    const answer: DispatchFunc = (request, response) => {
      render(request, response as unknown as ServerResponse).catch((error: unknown) =>
        response.destroy(error instanceof Error ? error : new Error(String(error))),
      );
    };
    const options = { url, headers: Object.fromEntries(kept) };
    this.waiting.set(text, { isNeeded, render: () => inject(answer, options) });
    if (!this.working) this.begin();
  }

  private async work(): Promise<void> {
    this.working = true;
    for (const [text, { isNeeded, render }] of this.waiting) {
      const begun = performance.now();
      if (isNeeded())
        await render().catch((error: unknown) =>
          log.warn({ err: error }, "A page could not be rendered anew."),
        );
      this.waiting.delete(text);
      await sleep(REST * (performance.now() - begun), undefined, { ref: false });
    }
    this.working = false;
  }
}
