/** What collect-shard does in tests/support/queue-worker.ts, by the collection's number. */
export const BEHAVIOUR = { finish: 1, wait: 2, fail: 3, refuse: 4, failOnce: 5, waitOnce: 6 } as const;
