import type { Member } from "@/server/procedures/map/get-neighbourhood";

interface Props {
  /** The middle first. */
  members: readonly Member[];
  hovered: number | null;
  onHover(index: number | null): void;
  onChoose(index: number): void;
}

/** The neighbours as a list: label, nearness and the words in common; choosing one makes it the middle. */
export function MemberList({ members, hovered, onHover, onChoose }: Props) {
  return (
    <ol aria-label="Neighbours" className="h-96 space-y-1 overflow-auto pr-1">
      {members.slice(1).map(({ index, name, cosine, shared }) => (
        <li key={index}>
          <button
            type="button"
            className={`flex w-full items-baseline gap-2 rounded px-1 py-0.5 text-left hover:text-accent ${hovered === index ? "text-accent" : ""}`}
            onMouseEnter={() => onHover(index)}
            onMouseLeave={() => onHover(null)}
            onFocus={() => onHover(index)}
            onBlur={() => onHover(null)}
            onClick={() => onChoose(index)}
          >
            <span className="w-11 shrink-0 text-soft">{index}</span>
            <span className="min-w-0 flex-1">
              <bdi className="block truncate">{nameOf(name)}</bdi>
              {shared.length > 0 && (
                <span className="block truncate text-xs text-soft">both: {shared.join(", ")}</span>
              )}
            </span>
            <span className="shrink-0 text-[13px]">
              {cosine === null ? <span className="text-soft">further</span> : cosine.toFixed(3)}
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}

export function nameOf(name: string): string {
  return name === "" ? "no label yet" : name;
}
