"use client";

import { useId, useRef, useState } from "react";

interface Props {
  label: string;
  text: string;
  /** Lines shown; one where it is left out. */
  rows?: number;
  hint?: string | undefined;
}

/** A text to take along, with a button that copies it. */
export function CopyField({ label, text, rows, hint }: Props) {
  const id = useId();
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const [copied, setCopied] = useState<"copied" | "selected" | null>(null);
  const take = async () => {
    const done = await copy(text);
    if (!done) field.current?.select();
    setCopied(done ? "copied" : "selected");
  };
  const shared = {
    id,
    ref: field,
    readOnly: true,
    value: text,
    "aria-describedby": hint ? `${id}-hint` : undefined,
    onFocus: () => field.current?.select(),
  };
  return (
    <div>
      <div className="mb-1 flex items-center justify-between gap-3">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        <span className="flex items-center gap-2">
          <span role="status" className="text-xs text-soft">
            {copied === "copied" && "Copied"}
            {copied === "selected" && "Selected; press Ctrl+C"}
          </span>
          <button
            type="button"
            className="control"
            aria-label={`Copy: ${label}`}
            disabled={text === ""}
            onClick={() => void take()}
          >
            Copy
          </button>
        </span>
      </div>
      {rows === undefined ? (
        <input {...shared} className="field w-full font-mono text-[12.5px]" />
      ) : (
        <textarea {...shared} rows={rows} className="field w-full font-mono text-[12.5px] break-all" />
      )}
      {hint && (
        <p id={`${id}-hint`} className="mt-1 text-xs text-soft">
          {hint}
        </p>
      )}
    </div>
  );
}

/** False where the browser has no clipboard for this page: it gives one over HTTPS and on the same machine only. */
async function copy(text: string): Promise<boolean> {
  if (!window.isSecureContext) return false;
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
}
