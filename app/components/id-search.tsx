import Form from "next/form";
import type { SaeAddress } from "@/domain/urls";

/** The box that takes a feature id; works as a plain form where scripts do not run. */
export function IdSearch({ within, className }: { within?: SaeAddress; className?: string }) {
  return (
    <Form action="/search" role="search" prefetch={false} className={`relative ${className ?? ""}`}>
      {within && <input type="hidden" name="in" value={`${within.model}/${within.sae}`} />}
      <input
        name="q"
        required
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        aria-label="Go to a feature by its id"
        placeholder={within ? `Feature id: 1234 or ${within.sae}/1234` : "Feature id: 3-res-4k/1234"}
        data-shortcut="/"
        className="field w-full pr-9 text-[15px] sm:min-h-9 sm:text-sm"
      />
      <kbd className="key pointer-events-none absolute top-1/2 right-2.5 -translate-y-1/2" aria-hidden="true">
        /
      </kbd>
    </Form>
  );
}
