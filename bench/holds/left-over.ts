import { spread, type Measurement } from "../measurement";

/** Of an instance's processes, those that ran on when it had ended (HeldInstance.stop). */
export const leftOver = (pids: readonly number[]): Measurement => ({
  what: "processes that are left after the stop",
  unit: "processes",
  value: spread([pids.length]),
  limit: { kind: "at most", value: 0 },
});
