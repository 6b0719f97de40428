import { join } from "node:path";
import { findPicture, keepPicture } from "../queries/picture";
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
