import Form from "next/form";
import type { SaeAddress } from "@/domain/urls";

/** The box that takes words, a feature id or a sentence; works as a plain form where scripts do not run. */
export function SearchBox({ within, className }: { within?: SaeAddress; className?: string }) {
  return (
    <Form action="/search" role="search" prefetch={false} className={`relative ${className ?? ""}`}>
      {within && <input type="hidden" name="in" value={`${within.model}/${within.sae}`} />}
      <input
        name="q"
        required
        autoComplete="off"
        spellCheck={false}
        aria-label="Search features by words, id or text"
        placeholder="Words, a feature id, or a sentence"
        data-shortcut="/"
        className="field w-full pr-9 text-[15px] sm:min-h-9 sm:text-sm"
      />
      <kbd className="key pointer-events-none absolute top-1/2 right-2.5 -translate-y-1/2" aria-hidden="true">
        /
      </kbd>
    </Form>
  );
}
