import { FeaturescopeError } from "@/domain/errors";
import { queryRows } from "../rows";
import { currentViewer, type Viewer } from "./viewer";

/**
 * Limits, kept in Postgres so that every web process counts alike. Each is a leaky bucket (the generic cell rate
 * algorithm, ITU-T I.371): `burst` requests at once, then one every 1/`perSecond` seconds.
 */
export interface Limit {
  /** What is counted, part of the bucket's key. */
  name: string;
  burst: number;
  perSecond: number;
}

export const LIMITS = {
  /** Requests of programs and of the pages' own calls. */
  read: { name: "read", burst: 600, perSecond: 30 },
  /** Anything that is stored. */
  write: { name: "write", burst: 60, perSecond: 1 },
  /** Anything that a worker computes for somebody. */
  compute: { name: "compute", burst: 40, perSecond: 0.5 },
  /** Tries of a password, by account name. */
  password: { name: "password", burst: 10, perSecond: 1 / 30 },
  /** Tries of a password and new accounts, by address: a class of students may share one. */
  entrance: { name: "entrance", burst: 60, perSecond: 1 / 5 },
} as const satisfies Record<string, Limit>;

/** An address may be shared by a class of students; an account is one person. */
const ADDRESS_SHARE = 4;

/**
 * Counts one request of somebody.
 * @throws FeaturescopeError RATE_LIMITED with the seconds to wait
 */
export async function countAgainst(limit: Limit, who: string): Promise<void> {
  if (Math.random() < SWEEP_SHARE) await sweepBuckets();
  const spacing = 1 / limit.perSecond;
  const key = `${limit.name} ${who}`;
  const values = [key, spacing, spacing * limit.burst];
  const counted = await queryRows(
    `INSERT INTO rate_bucket AS b (key, empty_at) VALUES ($1, clock_timestamp() + make_interval(secs => $2))
     ON CONFLICT (key) DO UPDATE SET empty_at = greatest(b.empty_at, clock_timestamp()) + make_interval(secs => $2)
     WHERE greatest(b.empty_at, clock_timestamp()) + make_interval(secs => $2)
       <= clock_timestamp() + make_interval(secs => $3)
     RETURNING 1`,
    values,
  );
  if (counted.length > 0) return;
  const [bucket] = await queryRows<{ wait: number }>(
    `SELECT extract(epoch FROM empty_at - clock_timestamp())::float8 + $2::float8 - $3::float8 AS wait
     FROM rate_bucket WHERE key = $1`,
    values,
  );
  throw tooMany(Math.max(1, Math.ceil(bucket?.wait ?? 1)));
}

/** One request in so many also clears away what nobody waits for any more. */
const SWEEP_SHARE = 1 / 2_000;

/** Counts a request of the viewer, against their account and against where they come from. */
export async function countViewer(limit: Limit, viewer: Viewer = currentViewer()): Promise<void> {
  if (viewer.user) await countAgainst(limit, `user ${viewer.user.id}`);
  const forAddress = viewer.user
    ? { ...limit, burst: limit.burst * ADDRESS_SHARE, perSecond: limit.perSecond * ADDRESS_SHARE }
    : limit;
  await countAgainst(forAddress, `address ${viewer.user ? "of accounts " : ""}${viewer.address}`);
}

async function sweepBuckets(): Promise<void> {
  await queryRows("DELETE FROM rate_bucket WHERE empty_at < now()", []);
}

function tooMany(retryAfterS: number): FeaturescopeError {
  return new FeaturescopeError(
    "RATE_LIMITED",
    "Too many requests in a short time.",
    `Try again in ${retryAfterS} s.`,
    { retryAfterS },
  );
}
