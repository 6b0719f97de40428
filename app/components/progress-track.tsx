interface Props {
  /** What the progress is of. */
  label: string;
  /** In [0, 1]. */
  share: number;
  /** Colour of what is done. */
  fill?: string;
  className?: string;
}

/** How far something is, as a bar. */
export function ProgressTrack({ label, share, fill = "bg-accent", className = "" }: Props) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
      className={`h-1.5 overflow-hidden rounded-full bg-line-strong/40 ${className}`}
    >
      <div
        className={`h-full rounded-full transition-[width] duration-500 ${fill}`}
        style={{ width: `${(share * 100).toFixed(2)}%` }}
      />
    </div>
  );
}
