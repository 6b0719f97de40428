"use client";

import { useEffect, useState } from "react";

const SHOWN_MS = 4_000;

/** Copies this page's address, which holds the whole view, and says so in a small notice. */
export function ShareButton() {
  const [notice, setNotice] = useState<{ copied: boolean; url: string } | null>(null);
  useEffect(() => {
    if (!notice?.copied) return;
    const timer = setTimeout(() => setNotice(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [notice]);
  const share = async () => {
    const url = window.location.href;
    setNotice({ copied: await copy(url), url });
  };
  return (
    <>
      <button type="button" onClick={() => void share()} className="control">
        Share
      </button>
      <div
        role="status"
        className={`fixed bottom-4 left-1/2 z-30 flex max-w-[calc(100vw-32px)] -translate-x-1/2 items-center gap-3 rounded-control bg-ink px-3.5 py-2 text-paper shadow-lg ${notice ? "" : "sr-only"}`}
      >
        {notice?.copied && "Link copied"}
        {notice && !notice.copied && (
          <>
            <span className="min-w-0 break-all select-all">{notice.url}</span>
            <button type="button" className="shrink-0 underline" onClick={() => setNotice(null)}>
              Close
            </button>
          </>
        )}
      </div>
    </>
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
