"use client";

import { useEffect, useRef, useState } from "react";
import { problemOfCall, server } from "@/app/trpc/client";
import { bibtexCitation, embedSnippet, plainCitation, sharedPath, type Citation } from "@/domain/sharing";
import { CopyField } from "./copy-field";

export interface Shared {
  /** The path of the page's embedded form, and what the frame is called. */
  embed?: { path: string; title: string };
  citation?: Citation;
}

/** The link of the page as it is now, the lines that embed it, and how to cite it; each with a button that copies. */
export function SharePanel({ embed, citation }: Shared) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [link, setLink] = useState<SharedLink | null>(null);
  const [visited] = useState(() => new Date());
  useEffect(() => {
    dialog.current?.showModal();
    void linkOf(window.location).then(setLink);
  }, []);
  const cited = citation && link && { citation, url: link.url, visited };
  return (
    <dialog
      ref={dialog}
      aria-labelledby="share-title"
      className="m-auto max-h-[85dvh] w-[min(600px,calc(100vw-32px))] overflow-auto rounded-card border border-line bg-panel p-5 text-ink backdrop:bg-black/40"
      onClick={(event) => event.target === event.currentTarget && event.currentTarget.close()}
    >
      <div className="flex items-start justify-between gap-4">
        <h2 id="share-title" className="text-lg font-semibold tracking-tight">
          Share
        </h2>
        <button type="button" className="control" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
      <div className="mt-3 space-y-4">
        <CopyField
          label="Link"
          text={link?.url ?? ""}
          hint={
            link?.note
              ? `This is the whole address: ${link.note}`
              : "Opens exactly this view, for anybody who may see it."
          }
        />
        {embed && link && (
          <CopyField
            label="Embed in a page"
            text={embedSnippet(window.location.origin + embed.path, embed.title)}
            rows={4}
            hint="A frame that grows with what is in it, light or dark as the reader has it."
          />
        )}
        {cited && (
          <>
            <CopyField
              label="Cite"
              text={plainCitation(cited.citation, cited.url, cited.visited)}
              rows={4}
              hint={
                cited.citation.hashes.length > 0
                  ? "With the files of these hashes, anybody gets the same numbers."
                  : undefined
              }
            />
            <CopyField
              label="BibTeX"
              text={bibtexCitation(cited.citation, cited.url, cited.visited)}
              rows={6}
            />
          </>
        )}
      </div>
    </dialog>
  );
}

interface SharedLink {
  url: string;
  /** Why it is the long one. */
  note: string | null;
}

/** The short link of what the browser shows; its whole address where it has none. */
async function linkOf({ origin, pathname, search }: Location): Promise<SharedLink> {
  const path = sharedPath(pathname + search);
  if (path === null) return { url: origin + pathname + search, note: null };
  try {
    const { url } = await server.share.link.mutate({ path });
    return { url: origin + url, note: null };
  } catch (error) {
    return { url: origin + pathname + search, note: problemOfCall(error).message };
  }
}
