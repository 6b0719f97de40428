"use client";

import Link from "next/link";
import { useMemo, useState } from "react";
import { formatActivation } from "@/domain/format";
import { tokenTexts } from "@/domain/tokens";
import { featureUrl, type SaeAddress } from "@/domain/urls";
import type { KnownFeature } from "@/server/procedures/text/queries";
import { levelOf, shareOfMaximum, type ReadTokens } from "./shade";

interface Props {
  address: SaeAddress;
  read: ReadTokens;
}

/** A read text: each word coloured by its strongest feature; a pressed word lists them, a followed one colours alone. */
export function LitText({ address, read }: Props) {
  const known = useMemo(() => new Map(read.features.map((each) => [each.feature, each])), [read]);
  const words = useMemo(() => tokenTexts(read.pieces.slice(1), 1), [read]);
  const [followed, setFollowed] = useState<number | null>(null);
  const level = (from: number, to: number) => levelOf(read, known, [from, to], followed);
  const brightest = words.reduce(
    (best, { start, length }) => {
      const own = level(start, start + length - 1);
      return own > best.level ? { level: own, start } : best;
    },
    { level: 0, start: words[0]?.start ?? 1 },
  );
  const [pressed, setPressed] = useState<number | null>(null);
  const chosen = pressed ?? brightest.start;
  return (
    <div>
      <p className="text-[15px] leading-8 [overflow-wrap:anywhere]" aria-label="Your text, word by word">
        {words.map(({ text, start, length }) => {
          const step = level(start, start + length - 1);
          const word = text.trimStart();
          return (
            <span key={start}>
              {text.length > word.length && " "}
              <button
                type="button"
                className={`rounded-[3px] ${step === 0 ? "" : `act act-${step}`} ${start === chosen ? "underline decoration-accent decoration-2 underline-offset-4" : ""}`}
                aria-pressed={start === chosen}
                onClick={() => setPressed(start)}
              >
                {word.replace(/\n/g, "↵") || "␣"}
              </button>
            </span>
          );
        })}
      </p>
      <Strongest
        address={address}
        features={(read.strongest[chosen] ?? []).map((active) => ({
          ...active,
          known: known.get(active.feature),
          share: shareOfMaximum(active, known.get(active.feature)),
        }))}
        followed={followed}
        onFollow={setFollowed}
      />
    </div>
  );
}

interface StrongestProps {
  address: SaeAddress;
  features: readonly { feature: number; value: number; share: number; known: KnownFeature | undefined }[];
  followed: number | null;
  onFollow: (feature: number | null) => void;
}

function Strongest({ address, features, followed, onFollow }: StrongestProps) {
  if (features.length === 0)
    return (
      <p className="mt-2 text-soft">
        No feature stands out at this word; only ones that are on nearly everywhere.
      </p>
    );
  return (
    <ol className="mt-2 space-y-1" aria-label="Strongest features at the word">
      {features.map(({ feature, value, share, known }) => (
        <li key={feature} className="flex items-center gap-2.5">
          <span
            className="inline-block h-2 w-14 shrink-0 rounded-sm bg-sunken"
            data-tip={`${formatActivation(value)}, ${Math.round(share * 100)} % of its maximum`}
          >
            <span className="block h-2 rounded-sm bg-activation" style={{ width: `${share * 100}%` }} />
          </span>
          <Link
            href={featureUrl({ ...address, index: feature })}
            prefetch={false}
            className="min-w-0 truncate font-medium hover:text-accent"
          >
            <bdi>{known?.label || `Feature ${feature}`}</bdi>
          </Link>
          <button
            type="button"
            className="link ml-auto shrink-0 text-xs"
            aria-pressed={followed === feature}
            onClick={() => onFollow(followed === feature ? null : feature)}
          >
            {followed === feature ? "Show all" : "Where else?"}
            <span className="sr-only"> {known?.label || `Feature ${feature}`}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
