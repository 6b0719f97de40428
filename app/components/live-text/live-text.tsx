"use client";

import Form from "next/form";
import Link from "next/link";
import { useId, useState } from "react";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { ADDRESS_TEXT_CHARACTERS } from "@/domain/search";
import { withQuery, type SaeAddress } from "@/domain/urls";
import { LitText } from "./lit-text";
import { useReadTokens } from "./use-read-tokens";

interface Props {
  address: SaeAddress;
  /** What stands in the box at first. */
  sentence: string;
  label: string;
}

/**
 * A box for a text whose words light up as it is typed; every word shows its features. Without scripts it sends the
 * text to the search page, which reads it too.
 */
export function LiveText({ address, sentence, label }: Props) {
  const id = useId();
  const [typed, setTyped] = useState(sentence);
  const text = typed.trim();
  const { done, problem, busy } = useReadTokens(address, text);
  const within = `${address.model}/${address.sae}`;
  return (
    <div>
      <Form action="/search" prefetch={false}>
        <input type="hidden" name="tab" value="text" />
        <input type="hidden" name="reader" value={within} />
        <label htmlFor={id} className="sr-only">
          {label}
        </label>
        <textarea
          id={id}
          name="q"
          required
          rows={2}
          maxLength={ADDRESS_TEXT_CHARACTERS}
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          className="field w-full py-2 text-[15px] leading-relaxed"
        />
        <noscript>
          <button type="submit" className="control mt-2">
            Read
          </button>
        </noscript>
      </Form>
      <ProblemNote problem={problem} />
      <div className="mt-2 min-h-24" aria-busy={busy}>
        {done && text !== "" ? (
          <LitText key={done.text} address={address} read={done.read} />
        ) : (
          text !== "" &&
          !problem && <div className="skeleton h-7" role="img" aria-label="The model is reading" />
        )}
      </div>
      {done && (
        <p className="mt-1 flex flex-wrap justify-between gap-x-4 text-xs text-soft">
          <span role="status">{busy ? "Reading …" : "Press a word to see what it lights up."}</span>
          <Link
            href={withQuery("/search", { q: done.text, tab: "text", reader: within })}
            prefetch={false}
            className="link"
          >
            All features of this text
          </Link>
        </p>
      )}
    </div>
  );
}
