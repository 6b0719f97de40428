"use client";

import { useEffect, useRef } from "react";
import { createPortal } from "react-dom";

const KEYS: readonly (readonly [string, string])[] = [
  ["/", "go to the search box"],
  ["Ctrl K", "find any page, feature or action"],
  ["g", "jump to a feature of this SAE by its number"],
  ["j", "next feature, or next page of a table"],
  ["k", "previous feature, or previous page of a table"],
  ["←  →", "in an example: the active tokens before and after"],
  ["l", "label this feature (or sign in to)"],
  ["?", "this help"],
];

/** What the keys do and how to read a feature page. @param opening differs each time that it is to open */
export default function HelpDialog({ opening }: { opening: number }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), [opening]);
  // the button may stand in a menu that is closed, in which nothing shows
  return createPortal(
    <dialog
      ref={dialog}
      aria-labelledby="help-title"
      className="m-auto max-h-[85dvh] w-[min(560px,calc(100vw-32px))] overflow-auto rounded-card border border-line bg-panel p-5 text-ink backdrop:bg-black/40"
      onClick={(event) => event.target === event.currentTarget && event.currentTarget.close()}
    >
      <div className="flex items-start justify-between gap-4">
        <h2 id="help-title" className="text-lg font-semibold tracking-tight">
          Keys, and how to read a feature
        </h2>
        <button type="button" className="control" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
      <dl className="mt-3 grid grid-cols-[auto_1fr] items-baseline gap-x-4 gap-y-2">
        {KEYS.map(([key, action]) => (
          <div key={key} className="contents">
            <dt>
              <kbd className="key text-ink">{key}</kbd>
            </dt>
            <dd>{action}</dd>
          </div>
        ))}
      </dl>
      <div className="mt-5 space-y-2 border-t border-line pt-4 text-soft">
        <p>
          A <b className="font-semibold text-ink">feature</b> is one direction in a language model’s
          activations that a sparse autoencoder (SAE) found. It has a value at every token of a text, and is
          zero at most of them.
        </p>
        <p>
          In the examples, <mark className="act act-4">stronger orange and a heavier line</mark> mean a larger
          value; the largest in a passage is <mark className="act act-9 act-peak">bold and outlined</mark>.
          Hover or focus a token for its number.
        </p>
        <p>
          <b className="font-semibold text-ink">Density</b> is the share of tokens at which the feature is
          above zero. <b className="font-semibold text-ink">Promotes</b> and{" "}
          <b className="font-semibold text-ink">suppresses</b> say which next tokens its direction makes more
          and less likely.
        </p>
      </div>
    </dialog>,
    document.body,
  );
}
