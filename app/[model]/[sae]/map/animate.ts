/** Whether the reader has asked their system for less motion. */
export function wantsStillness(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/**
 * Calls `step` at every frame with the share of the way, slow at both ends, 1 at last; at once with 1 where the reader
 * wants no motion.
 * @returns what stops it where it is
 */
export function animate(ms: number, step: (share: number) => void): () => void {
  if (wantsStillness()) {
    step(1);
    return () => undefined;
  }
  const start = performance.now();
  let frame = 0;
  const next = (now: number) => {
    const time = Math.min(1, Math.max(0, (now - start) / ms));
    step(time < 0.5 ? 4 * time ** 3 : 1 - (2 - 2 * time) ** 3 / 2);
    if (time < 1) frame = requestAnimationFrame(next);
  };
  frame = requestAnimationFrame(next);
  return () => cancelAnimationFrame(frame);
}
