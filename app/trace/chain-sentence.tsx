import { CHAIN_LIMITS } from "@/domain/chain";
import { formatPercent } from "@/domain/format";
import { pieceLabel, pieceText } from "@/domain/tokens";
import type { RewriteText } from "@/server/procedures/trace/rewrite-in-pieces";
import { inWords, withoutWords } from "./chain-words";

interface Props {
  /** Members that are taken away, and all of them. */
  removed: number;
  members: number;
  /** Whether the word changes when all are taken away. */
  changed: boolean;
  whole: RewriteText;
  /** What the model says now. */
  now: RewriteText;
  /** Not yet known for these members. */
  isPending: boolean;
}

/** What taking away some of a chain does to the next word, in one or two sentences. */
export function ChainSentence({ removed, members, changed, whole, now, isPending }: Props) {
  const [before] = whole.top;
  const [after] = now.top;
  const instead = removed === 0 ? "" : ` instead of ${formatPercent(whole.expected)}`;
  const nothing = `No set of up to ${CHAIN_LIMITS.members} activations was found that changes the word`;
  if (members === 0) return <>{nothing}, and none that makes it less likely.</>;
  if (isPending) return <>{withoutWords(removed, members)} …</>;
  if (!changed && removed === members)
    return (
      <>
        {nothing}. Without the {members === 1 ? "one" : inWords(members)} that came nearest, the model still
        says <Word piece={after?.piece} />, with {formatPercent(now.expected)}
        {instead}.
      </>
    );
  if (after?.piece === before?.piece)
    return (
      <>
        {withoutWords(removed, members)}, the model {removed === 0 ? "says" : "still says"}{" "}
        <Word piece={before?.piece} />, with {formatPercent(now.expected)}
        {instead}.
      </>
    );
  return (
    <>
      {withoutWords(removed, members)}, the model would have said <Word piece={after?.piece} /> (
      {formatPercent(after?.p ?? 0)}) instead of <Word piece={before?.piece} />, which falls from{" "}
      {formatPercent(whole.expected)} to {formatPercent(now.expected)}.
    </>
  );
}

function Word({ piece = "" }: { piece?: string | undefined }) {
  return <i className="font-semibold">{pieceText(piece).trim() || pieceLabel(piece)}</i>;
}
