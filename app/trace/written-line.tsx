import { pieceText, tokenTexts } from "@/domain/tokens";
import type { RewriteText } from "@/server/procedures/trace/rewrite-in-pieces";

/** A prompt and what the model goes on with, in a list of such lines; the next token stands out. */
export function WrittenLine({
  name,
  prompt,
  text,
  busy = false,
}: {
  name: string;
  prompt: string;
  text: RewriteText;
  busy?: boolean;
}) {
  const [next = "", ...more] = text.written;
  const shown = pieceText(next).replace(/\n/g, "↵");
  return (
    <>
      <dt className="text-xs leading-6 text-soft">{name}</dt>
      <dd
        className={`text-[15px] leading-6 [overflow-wrap:anywhere] ${busy ? "opacity-50" : ""}`}
        aria-busy={busy}
      >
        <span className="whitespace-pre-wrap text-soft">{prompt.trimStart()}</span>
        {shown.startsWith(" ") && " "}
        <mark className="rounded-[3px] bg-activation px-1 font-semibold whitespace-pre-wrap text-on-activation">
          {shown.replace(/^ /, "")}
        </mark>
        <span className="whitespace-pre-wrap">
          {tokenTexts(more)
            .map(({ text: word }) => word.replace(/\n/g, "↵"))
            .join("")}
        </span>{" "}
        …
      </dd>
    </>
  );
}
