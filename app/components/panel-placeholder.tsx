/** In place of a panel's contents: a shimmer while workers are at it, words when nothing is to come. */
export function PanelPlaceholder({ waiting, what }: { waiting: boolean; what: string }) {
  return waiting ? (
    <div className="skeleton min-h-44 flex-1" role="img" aria-label={`Waiting for ${what}`} />
  ) : (
    <p className="text-soft">No {what} without a collection.</p>
  );
}
