/** Standard normal quantile of a two-sided interval of 95 %. */
const Z95 = 1.959963984540054;

/**
 * 95 % interval of a share of which `hits` of `tries` were seen (Wilson 1927), within [0, 1]; it holds for few tries and
 * for shares of 0 and 1 as well. [0, 1] where nothing was tried.
 */
export function wilson95(hits: number, tries: number): [low: number, high: number] {
  if (tries === 0) return [0, 1];
  const share = hits / tries;
  const z2 = Z95 ** 2 / tries;
  const centre = (share + z2 / 2) / (1 + z2);
  const half = Math.sqrt(z2 * share * (1 - share) + z2 ** 2 / 4) / (1 + z2);
  return [hits === 0 ? 0 : centre - half, hits === tries ? 1 : centre + half];
}
