import { join } from "node:path";
import { queryRows } from "../platform/rows";
import { Draughtsman } from "./draughtsman";
import type { FeaturePicture } from "./feature-picture";

const draughtsman = new Draughtsman([
  join(process.cwd(), "scripts/run.mjs"),
  "server/pictures/draw-process.ts",
]);

/** Whoever asks for a picture that is being drawn waits for that one. */
const underWay = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();

/**
 * A picture as PNG, drawn once. Named by everything in it, so it never goes stale.
 * @param hash of all that is in it
 * @param allow throws when whoever asks may not have another one drawn
 * @throws FeaturescopeError UNAVAILABLE as Draughtsman.draw
 */
export async function drawnPicture(
  hash: string,
  picture: FeaturePicture,
  allow: () => Promise<void>,
): Promise<Uint8Array<ArrayBuffer>> {
  const found = await findPicture(hash);
  if (found) return found;
  await allow();
  const known = underWay.get(hash);
  if (known) return known;
  const drawn = draw(hash, picture).finally(() => underWay.delete(hash));
  underWay.set(hash, drawn);
  return drawn;
}

async function draw(hash: string, picture: FeaturePicture): Promise<Uint8Array<ArrayBuffer>> {
  const png = await draughtsman.draw(picture);
  await keepPicture(hash, png);
  return png;
}

/** Some 60 KB each. */
const KEPT = 2_000;
/** Counting them all is for one in so many. */
const SWEEP_SHARE = 1 / 50;

/** A picture that has been drawn before, as PNG. @param hash of all that is in it */
export async function findPicture(hash: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const [found] = await queryRows<{ png: Buffer }>("SELECT png FROM drawn_picture WHERE hash = $1", [hash]);
  return found ? new Uint8Array(found.png) : null;
}

/** Keeps a picture, and of all of them the latest 2,000. */
export async function keepPicture(hash: string, png: Uint8Array): Promise<void> {
  await queryRows("INSERT INTO drawn_picture (hash, png) VALUES ($1, $2) ON CONFLICT DO NOTHING", [
    hash,
    Buffer.from(png),
  ]);
  if (Math.random() < SWEEP_SHARE)
    await queryRows(
      `DELETE FROM drawn_picture WHERE drawn_at <
         (SELECT drawn_at FROM drawn_picture ORDER BY drawn_at DESC OFFSET $1 LIMIT 1)`,
      [KEPT - 1],
    );
}
