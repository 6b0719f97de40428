"use client";

import { Fragment, useEffect, useRef, useState } from "react";
import type { ReadWord } from "./read-words";

interface Props {
  words: readonly ReadWord[];
  /** Position of the first token that the model has written; those before it are the prompt. */
  written: number;
  followed: number | null;
  onFollow: (feature: number | null) => void;
}

/** A text whose words can be pressed, and beside it every word with its strongest features, each to be followed. */
export function TokenFeatures({ words, written, followed, onFollow }: Props) {
  const [pressed, setPressed] = useState<number | null>(null);
  const list = useRef<HTMLOListElement>(null);
  const shown = pressed ?? words.at(-1)?.start ?? null;
  // the list follows the writing, or goes to the word that was pressed; the page stays where it is
  useEffect(() => {
    const box = list.current;
    const row = box?.querySelector<HTMLElement>(`[data-start="${shown}"]`);
    if (box && row) box.scrollTop = row.offsetTop - box.clientHeight / 2;
  }, [shown]);
  return (
    <>
      <p className="min-h-24 text-[15px] leading-[1.75] [overflow-wrap:anywhere] whitespace-pre-wrap">
        {unbroken(words).map((group) => (
          <Fragment key={group[0]?.start}>
            {group[0] && group[0].start > 1 && spaceBefore(group[0].text)}
            <span className="whitespace-pre">
              {group.map(({ start, text, level, features }) => (
                <Fragment key={start}>
                  <button
                    type="button"
                    className={`${level > 0 ? `act act-${level}` : start < written ? "text-soft" : ""} ${start === pressed ? "underline decoration-accent decoration-2 underline-offset-4" : ""}`}
                    aria-pressed={start === pressed}
                    aria-label={isBlank(text) ? (text.includes("\n") ? "line end" : "space") : undefined}
                    data-tip={features?.map(({ name }) => name).join("\n") || undefined}
                    onClick={() => setPressed(start === pressed ? null : start)}
                  >
                    {isBlank(text) ? text.replace(/\n/g, "↵") : text.trimStart()}
                  </button>
                  {text.replace(/[^\n]/g, "")}
                </Fragment>
              ))}
            </span>
          </Fragment>
        ))}
      </p>
      <ol
        ref={list}
        tabIndex={0}
        className="relative mt-3 max-h-72 flex-1 overflow-y-auto border-y border-line text-xs"
        aria-label="Features of every token"
      >
        {words.map(({ start, text, features }) => (
          <li
            key={start}
            data-start={start}
            className={`grid grid-cols-[72px_minmax(0,1fr)] items-start gap-2 border-t border-line px-1 py-1 first:border-t-0 ${start === pressed ? "bg-sunken" : ""}`}
          >
            <span className={`truncate pt-0.5 ${start < written ? "text-soft" : "font-semibold"}`}>
              {isBlank(text) ? text.replace(/\n/g, "↵").replace(/ /g, "␣") : text.trim()}
            </span>
            <span className="flex flex-wrap gap-1">
              {features?.map(({ feature, name, level, tip }) => (
                <button
                  key={feature}
                  type="button"
                  className={`max-w-full truncate rounded px-1.5 py-0.5 text-left hover:text-accent ${level > 0 ? `act act-${level}` : ""} ${feature === followed ? "outline-2 outline-accent" : ""}`}
                  aria-pressed={feature === followed}
                  data-tip={`${name}: ${tip}`}
                  onClick={() => onFollow(feature === followed ? null : feature)}
                >
                  <bdi>{name}</bdi>
                </button>
              ))}
              {features?.length === 0 && <span className="pt-0.5 text-soft">only what is always on</span>}
              {features === null && <span className="pt-0.5 text-soft">…</span>}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}

/** A longer run of tokens without a space may be broken anywhere, as in scripts that write none. */
const LONGEST_UNBROKEN = 24;

const isBlank = (text: string): boolean => text.trim() === "";
const spaceBefore = (text: string): string =>
  isBlank(text) ? "" : text.slice(0, text.length - text.trimStart().length);

/** Tokens between which no line may be broken: buttons would break one inside of a word. */
function unbroken(words: readonly ReadWord[]): ReadWord[][] {
  const groups: ReadWord[][] = [];
  let length = 0;
  for (const word of words) {
    const last = groups.at(-1);
    length += word.text.length;
    if (last && !/^\s/.test(word.text) && length <= LONGEST_UNBROKEN) last.push(word);
    else {
      groups.push([word]);
      length = word.text.length;
    }
  }
  return groups;
}
