import { queryRows } from "./rows";

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
