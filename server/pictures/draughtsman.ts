import { spawn, type ChildProcess } from "node:child_process";
import { FeaturescopeError } from "@/domain/errors";

/** How long things may take, and how many may wait. */
export interface DraughtsmanLimits {
  /** Pictures that wait besides the one that is drawn. */
  waiting: number;
  /** From the moment a picture's turn comes, a start of the process included. */
  drawMs: number;
  /** A process without work ends after this time, and its memory with it. */
  idleMs: number;
}

const LIMITS: DraughtsmanLimits = { waiting: 12, drawMs: 30_000, idleMs: 60_000 };

const HEAP = "--max-old-space-size=256";

/** A process is given a question and gives back the drawing or what went wrong, one at a time. */
export type DrawReply = { png: Uint8Array } | { error: string };

interface Order {
  question: object;
  done: (png: Uint8Array<ArrayBuffer>) => void;
  failed: (error: Error) => void;
}

/**
 * Has pictures drawn by a process of its own, one at a time: drawing takes a second or so of one core, in which the
 * process that serves pages must answer others. The process is started by the first picture.
 */
export class Draughtsman {
  private readonly orders: Order[] = [];
  private process: ChildProcess | null = null;
  private drawing = false;
  private idle: NodeJS.Timeout | undefined;

  /** @param command a script of Node.js and what it is started with */
  constructor(
    private readonly command: readonly string[],
    private readonly limits: DraughtsmanLimits = LIMITS,
  ) {}

  /**
   * The picture as PNG.
   * @param question what the process is sent
   * @throws FeaturescopeError UNAVAILABLE, with seconds to wait, when too many wait already, when it takes too long, or
   *   when the process ends
   */
  draw(question: object): Promise<Uint8Array<ArrayBuffer>> {
    if (this.orders.length >= this.limits.waiting)
      return Promise.reject(
        unavailable("Too many pictures are asked for at once.", "Try again in a few seconds.", 5),
      );
    return new Promise((done, failed) => {
      this.orders.push({ question, done, failed });
      void this.drawNext();
    });
  }

  private async drawNext(): Promise<void> {
    if (this.drawing) return;
    const order = this.orders.shift();
    if (!order) return;
    this.drawing = true;
    clearTimeout(this.idle);
    try {
      const reply = await this.ask(order.question);
      if ("error" in reply) throw new Error(`A picture could not be drawn: ${reply.error}`);
      order.done(new Uint8Array(reply.png));
    } catch (error) {
      order.failed(error instanceof Error ? error : new Error(String(error)));
    } finally {
      this.drawing = false;
    }
    if (this.orders.length > 0) void this.drawNext();
    else this.idle = setTimeout(() => this.end(), this.limits.idleMs).unref();
  }

  private ask(question: object): Promise<DrawReply> {
    const child = (this.process ??= this.start());
    return new Promise((resolve, reject) => {
      const over = () => {
        clearTimeout(limit);
        child.off("message", heard).off("exit", ended).off("error", ended);
      };
      const heard = (reply: DrawReply) => {
        over();
        resolve(reply);
      };
      const ended = () => {
        over();
        this.end();
        reject(unavailable("The process that draws pictures ended.", "Try again in a few seconds.", 5));
      };
      const limit = setTimeout(() => {
        over();
        this.end();
        reject(unavailable("The picture took too long to draw.", "Try again when less is going on.", 30));
      }, this.limits.drawMs);
      child.on("message", heard).once("exit", ended).once("error", ended);
      child.send(question, (error) => error && ended());
    });
  }

  private start(): ChildProcess {
    const child = spawn(process.execPath, [HEAP, ...this.command], {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    // it ends with us; it must not keep us
    child.unref();
    child.channel?.unref();
    child.once("exit", () => {
      if (this.process === child) this.process = null;
    });
    return child;
  }

  private end(): void {
    this.process?.kill("SIGKILL");
    this.process = null;
  }
}

function unavailable(message: string, hint: string, retryAfterS: number): FeaturescopeError {
  return new FeaturescopeError("UNAVAILABLE", message, hint, { retryAfterS });
}
