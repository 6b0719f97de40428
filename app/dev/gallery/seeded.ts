/** What `npm run seed` and the tests write: one made-up model with an SAE in every state that a page can meet. */

export const MODEL = "synthetic-words";
/** All shards read and merged. */
export const DONE = { model: MODEL, sae: "3-res-done", features: 600 };
/** Two fifths read, rows of the merged shards visible. */
export const RUNNING = { model: MODEL, sae: "3-res-running", features: 200 };
/** As RUNNING, for the tests that let it advance. */
export const LIVE = { model: MODEL, sae: "3-res-live", features: 40 };
/** Waiting for a worker, nothing visible. */
export const QUEUED = { model: MODEL, sae: "3-res-queued", features: 64 };
/** Stopped with a reason. */
export const FAILED = { model: MODEL, sae: "3-res-failed", features: 64 };
/** Known to the catalogue, never run. */
export const UNREAD = { model: MODEL, sae: "3-res-unread", features: 64 };
