/** Attention with windows, soft caps and sinks. */
import { attention, withPast } from "./attention";
import type { Case } from "./case";

export const limitedAttentionCases: Case[] = [
  attention("a window", { rows: 2, time: 9, heads: 3, kvHeads: 3, width: 16 }, 1, 2e-6, { window: 4 }),
  attention("a window wider than the text", { rows: 1, time: 3, heads: 2, kvHeads: 1, width: 8 }, 1, 2e-6, {
    window: 7,
  }),
  attention("soft cap", { rows: 2, time: 9, heads: 4, kvHeads: 2, width: 16 }, 8, 2e-6, { cap: 5 }),
  attention("window and soft cap", { rows: 1, time: 7, heads: 2, kvHeads: 2, width: 8 }, 8, 2e-6, {
    cap: 20,
    window: 3,
  }),
  withPast("a window", { rows: 3, time: 1, heads: 4, kvHeads: 2, width: 8 }, 16, [5, 16, 0], { window: 4 }),
  withPast(
    "several tokens, window and cap",
    { rows: 2, time: 5, heads: 4, kvHeads: 4, width: 8 },
    16,
    [11, 3],
    {
      window: 6,
      cap: 3,
    },
  ),
  attention("sinks", { rows: 2, time: 9, heads: 4, kvHeads: 4, width: 16 }, 1, 2e-6, { sinks: true }),
  attention("sinks, window and soft cap", { rows: 2, time: 7, heads: 6, kvHeads: 2, width: 8 }, 8, 2e-6, {
    sinks: true,
    window: 3,
    cap: 5,
  }),
  withPast("sinks", { rows: 2, time: 1, heads: 4, kvHeads: 2, width: 8 }, 16, [9, 0], { sinks: true }),
  withPast(
    "several tokens, sinks and window",
    { rows: 2, time: 5, heads: 4, kvHeads: 2, width: 8 },
    16,
    [11, 3],
    {
      sinks: true,
      window: 4,
    },
  ),
];
