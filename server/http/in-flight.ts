import cluster, { type Worker } from "node:cluster";

/** A connection on its way to a process, as Node's cluster hands it on. */
interface HandOver {
  act: "newconn";
  seq: number;
}

/**
 * Takes back the connections that a process was handed and did not take before it ended. Node's cluster forgets them: they
 * stay open, nobody answers, and whoever asked waits for as long as they will. Here they go the way that Node has for a
 * process that refuses one because it is about to stop: to another, or, where there is none, they are closed, and browsers
 * ask again by themselves.
 *
 * The messages are those between primary and worker of Node 20 to 24 (lib/internal/cluster); were they others one day, this
 * would do nothing.
 */
export function takeBackConnections(worker: Worker): void {
  const child = worker.process;
  const waiting = new Map<number, { close(): void } | undefined>();
  const send = child.send.bind(child) as (...args: unknown[]) => boolean;
  child.send = (...args: unknown[]) => {
    const [message, handle] = args;
    if (isHandOver(message)) waiting.set(message.seq, handle as { close(): void } | undefined);
    return send(...args);
  };
  child.on("internalMessage", (message: { ack?: number }) => {
    if (message.ack !== undefined) waiting.delete(message.ack);
  });
  let disconnected = false;
  child.once("disconnect", () => (disconnected = true));
  worker.once("exit", () => {
    // with something still to be sent Node does not see that the channel is gone, and goes on to count on the process
    if (!disconnected) child.emit("disconnect");
    const isAlone = Object.keys(cluster.workers ?? {}).every((id) => Number(id) === worker.id);
    for (const [seq, handle] of [...waiting])
      if (isAlone) handle?.close();
      else child.emit("internalMessage", { cmd: "NODE_CLUSTER", ack: seq, accepted: false });
    waiting.clear();
  });
}

function isHandOver(message: unknown): message is HandOver {
  return (message as HandOver | null)?.act === "newconn" && typeof (message as HandOver).seq === "number";
}
