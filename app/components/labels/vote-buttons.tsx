import type { LabelDetails } from "@/server/procedures/label/queries";

interface Props {
  label: LabelDetails;
  disabled: boolean;
  onVote: (value: -1 | 1) => void;
}

/** Votes for and against; a vote pressed again is taken back. */
export function VoteButtons({ label, disabled, onVote }: Props) {
  const button = (value: -1 | 1, sign: string, count: number, name: string) => (
    <button
      type="button"
      className="control min-w-11 gap-1 px-1.5 text-xs disabled:cursor-default disabled:text-soft"
      disabled={disabled}
      aria-pressed={label.ownVote === value}
      aria-label={`${name} “${label.text}”: ${count}`}
      onClick={() => onVote(value)}
    >
      <span aria-hidden="true">{sign}</span> {count}
    </button>
  );
  return (
    <div className="flex shrink-0 flex-col gap-1">
      {button(1, "▲", label.votesUp, "For")}
      {button(-1, "▼", label.votesDown, "Against")}
    </div>
  );
}
