import { placeName, type ChainRequest, type ActivationPlace } from "@/domain/chain";
import { formatActivation } from "@/domain/format";
import { pieceLabel, pieceText } from "@/domain/tokens";
import { featureUrl } from "@/domain/urls";

export interface ChainMember extends ActivationPlace {
  value: number;
  label: string | null;
}

interface Props {
  question: ChainRequest;
  members: readonly ChainMember[];
  /** Of the prompt, BOS first. */
  pieces: readonly string[];
  /** Names of those that are in place. */
  present: ReadonlySet<string>;
  toggle: (name: string) => void;
}

/** Tokens before a member's that are shown with it. */
const BEFORE = 3;

/** The members of a chain in order of position, each with a switch that takes it away or puts it back. */
export function ChainMembers({ question: { model, sae }, members, pieces, present, toggle }: Props) {
  return (
    <ol aria-label="The chain">
      {members.map((member) => {
        const { at, feature, value, label } = member;
        const name = placeName(member);
        const isPresent = present.has(name);
        const from = Math.max(1, at - BEFORE);
        const words = pieces.slice(from, at).map(pieceText).join("");
        const before = from > 1 ? `…${words}` : words.trimStart();
        return (
          <li key={name} className="flex items-center gap-3 border-t border-line py-2">
            <button
              type="button"
              role="switch"
              aria-checked={isPresent}
              aria-label={`${label ?? `Feature ${feature}`} at ${pieceLabel(pieces[at] ?? "")}`}
              data-tip={isPresent ? "In place: press to take it away" : "Taken away: press to put it back"}
              onClick={() => toggle(name)}
              className="grid size-11 shrink-0 place-items-center sm:size-8"
            >
              <span
                className={`flex h-5 w-9 rounded-full border p-0.5 ${isPresent ? "justify-end border-accent bg-accent" : "border-line-strong bg-sunken"}`}
              >
                <span className={`size-3.5 rounded-full ${isPresent ? "bg-on-accent" : "bg-line-strong"}`} />
              </span>
            </button>
            <div className="min-w-0 flex-1">
              <a
                href={featureUrl({ model, sae, index: feature })}
                className={`block truncate font-medium hover:text-accent ${isPresent ? "" : "line-through decoration-soft"}`}
              >
                <bdi>{label ?? `Feature ${feature}`}</bdi>
              </a>
              <p className="truncate text-xs whitespace-pre text-soft">
                {before}
                <b className="font-semibold text-ink">{pieceText(pieces[at] ?? "")}</b>
              </p>
            </div>
            <dl className="shrink-0 text-right text-xs text-soft">
              {label !== null && (
                <>
                  <dt className="sr-only">Feature</dt>
                  <dd>{feature}</dd>
                </>
              )}
              <dt className="sr-only">Activation</dt>
              <dd className="text-ink" data-tip="Activation">
                {formatActivation(value)}
              </dd>
            </dl>
          </li>
        );
      })}
    </ol>
  );
}
