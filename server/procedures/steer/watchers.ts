/**
 * Who reads which run in this process: a run that nobody reads any more is paused, so that it costs nothing. A reader
 * whom another process serves takes it up again at the next look, and sees the same text.
 */

/** Kept on globalThis because the development server evaluates this module again at every reload. */
const KEPT = Symbol.for("featurescope.steering-watchers");
const kept = globalThis as { [KEPT]?: Map<string, number> };

const watchers = (): Map<string, number> => (kept[KEPT] ??= new Map<string, number>());

/** Counts a reader in; the function returned counts it out, and is true when it was the last. */
export function watchRun(id: string): () => boolean {
  watchers().set(id, (watchers().get(id) ?? 0) + 1);
  return () => {
    const left = (watchers().get(id) ?? 1) - 1;
    if (left > 0) watchers().set(id, left);
    else watchers().delete(id);
    return left <= 0;
  };
}
