interface Props {
  writing: boolean;
  /** The text is asked for, and nothing of it is there yet that could be stopped. */
  starting: boolean;
  /** There is nothing to steer with. */
  isEmpty: boolean;
  /** A text is there already. */
  again: boolean;
  onWrite: () => void;
  onStop: () => void;
  onNewSeed: () => void;
}

/** Has the texts written, or stops that. */
export function WriteButtons({ writing, starting, isEmpty, again, onWrite, onStop, onNewSeed }: Props) {
  return (
    <>
      <div className="flex flex-wrap gap-2">
        {writing ? (
          <button key="stop" type="button" className="control flex-1" onClick={onStop} disabled={starting}>
            Stop
          </button>
        ) : (
          <button
            key="start"
            type="button"
            onClick={onWrite}
            className="control control-primary flex-1 disabled:cursor-default disabled:opacity-60"
            disabled={isEmpty}
            aria-describedby={isEmpty ? "write-needs" : undefined}
          >
            {again ? "Write again" : "Write"}
          </button>
        )}
        <button
          type="button"
          className="control"
          disabled={writing}
          data-tip="Write with other random numbers: another text"
          onClick={onNewSeed}
        >
          New seed
        </button>
      </div>
      {isEmpty && (
        <p id="write-needs" className="text-soft">
          To write, add a feature first: there is nothing to steer with yet.
        </p>
      )}
    </>
  );
}
