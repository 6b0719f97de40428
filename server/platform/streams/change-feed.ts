import pg from "pg";
import type { z } from "zod";
import { CHANGES_CHANNEL, changeNotice, type ChangeNotice } from "@/domain/jobs";
import { databaseUrl } from "@/prisma/client";

export interface Channel<N> {
  name: string;
  notice: z.ZodType<N>;
  /** What PostgreSQL shows the connection as. */
  application: string;
}

/** What workers announce. */
export const CHANGES: Channel<ChangeNotice> = {
  name: CHANGES_CHANNEL,
  notice: changeNotice,
  application: "featurescope listen",
};

const RETRY_FIRST_MS = 250;
const RETRY_LONGEST_MS = 5_000;
/** Closing at once would reconnect at every page change. */
const LINGER_MS = 5_000;

/**
 * What is announced on a channel, over one LISTEN connection of this process however many watch. It is open only while
 * somebody watches. After a broken connection everybody is told to look again, since what was announced in between is
 * lost.
 */
export class ChangeFeed<N = ChangeNotice> {
  private readonly listeners = new Set<(notice: N | "anything") => void>();
  private client: pg.Client | null = null;
  private connecting = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly url: () => string,
    private readonly channel: Channel<N>,
  ) {}

  /** Calls back at every change until the returned function is called. */
  subscribe(listener: (notice: N | "anything") => void): () => void {
    this.listeners.add(listener);
    if (!this.client && !this.connecting) void this.connect(RETRY_FIRST_MS);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.after(LINGER_MS, () => this.closeUnused());
    };
  }

  /** Connections open now: 0 or 1. */
  get connections(): number {
    return this.client ? 1 : 0;
  }

  get watchers(): number {
    return this.listeners.size;
  }

  private async connect(retryMs: number): Promise<void> {
    this.connecting = true;
    let client: pg.Client | undefined;
    try {
      client = this.newClient();
      await client.connect();
      await client.query(`LISTEN ${client.escapeIdentifier(this.channel.name)}`);
      this.client = client;
      this.connecting = false;
      this.tell("anything");
      if (this.listeners.size === 0) this.after(LINGER_MS, () => this.closeUnused());
    } catch {
      // The pages say themselves that the database is away; here it is only tried again.
      client?.end().catch(() => undefined);
      this.connecting = false;
      this.retry(retryMs);
    }
  }

  private newClient(): pg.Client {
    const client = new pg.Client({
      connectionString: this.url(),
      keepAlive: true,
      application_name: this.channel.application,
    });
    client.on("error", () => this.lost(client));
    client.on("end", () => this.lost(client));
    client.on("notification", ({ payload }) => this.announce(payload));
    return client;
  }

  private lost(client: pg.Client): void {
    if (this.client !== client) return;
    this.client = null;
    this.retry(RETRY_FIRST_MS);
  }

  private retry(ms: number): void {
    if (this.listeners.size === 0) return;
    this.after(ms, () => {
      if (!this.client && !this.connecting && this.listeners.size > 0)
        void this.connect(Math.min(2 * ms, RETRY_LONGEST_MS));
    });
  }

  private closeUnused(): void {
    if (this.listeners.size > 0) return;
    const client = this.client;
    this.client = null;
    client?.end().catch(() => undefined);
  }

  private announce(payload: string | undefined): void {
    const notice = this.channel.notice.safeParse(parseJson(payload));
    this.tell(notice.success ? notice.data : "anything");
  }

  private tell(notice: N | "anything"): void {
    for (const listener of this.listeners) listener(notice);
  }

  private after(ms: number, action: () => void): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(action, ms);
    this.timer.unref();
  }
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return null;
  }
}

/** Kept on globalThis because the development server evaluates this module again at every reload. */
const KEPT = Symbol.for("featurescope.changes");
const kept = globalThis as { [KEPT]?: ChangeFeed };

export function changeFeed(): ChangeFeed {
  return (kept[KEPT] ??= new ChangeFeed(databaseUrl, CHANGES));
}
