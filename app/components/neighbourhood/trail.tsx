interface Props {
  walk: readonly number[];
  names: ReadonlyMap<number, string>;
  /** Goes back to the first so many steps. */
  onBack(steps: number): void;
}

/** The features that were in the middle, one after the other. */
export function Trail({ walk, names, onBack }: Props) {
  if (walk.length < 2) return null;
  return (
    <ol
      aria-label="The walk so far"
      className="mb-2 flex flex-wrap items-center gap-x-1.5 gap-y-1 text-[13px]"
    >
      {walk.map((index, n) => (
        <li key={`${n} ${index}`} className="flex items-center gap-1.5">
          {n > 0 && (
            <span aria-hidden="true" className="text-soft">
              ›
            </span>
          )}
          {n === walk.length - 1 ? (
            <span aria-current="step" className="font-semibold">
              {index} <bdi>{names.get(index)}</bdi>
            </span>
          ) : (
            <button type="button" className="link" onClick={() => onBack(n + 1)}>
              {index}
            </button>
          )}
        </li>
      ))}
    </ol>
  );
}
