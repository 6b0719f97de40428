import { FeaturescopeError } from "@/domain/errors";

const MEBIBYTE = 2 ** 20;
/** About 6,000 pages of features; with fewer, those of one SAE of 4,608 do not fit. */
const DEFAULT_MEBIBYTES = 192;
const MOST_MEBIBYTES = 16_384;

/** FEATURESCOPE_PAGE_CACHE: bytes of finished pages that a process keeps, given in MiB; 0 keeps none. */
export function readPageCacheBytes(text = process.env.FEATURESCOPE_PAGE_CACHE): number {
  if (!text) return DEFAULT_MEBIBYTES * MEBIBYTE;
  const mebibytes = Number(text);
  if (Number.isInteger(mebibytes) && mebibytes >= 0 && mebibytes <= MOST_MEBIBYTES)
    return mebibytes * MEBIBYTE;
  throw new FeaturescopeError(
    "BAD_INPUT",
    `FEATURESCOPE_PAGE_CACHE is "${text}".`,
    `Set it to the MiB of pages that each process keeps, 0 to ${MOST_MEBIBYTES}.`,
  );
}
