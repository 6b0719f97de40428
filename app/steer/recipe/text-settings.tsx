"use client";

import { useId } from "react";
import { STEERING_LIMITS, type SteeringScope } from "@/domain/steering";
import { ChatSettings } from "./chat-settings";
import { SWEEP_DOSES, withTurns, type RecipeDraft } from "./draft";
import { NumberField } from "./number-field";

interface Props {
  draft: RecipeDraft;
  /** The model can be sent conversations. */
  chat: boolean;
  onChange: (draft: RecipeDraft) => void;
}

const SCOPES: readonly (readonly [SteeringScope["kind"], string])[] = [
  ["all", "every token"],
  ["prompt", "the prompt only"],
  ["generated", "what is written only"],
  ["from", "from a token on"],
];

/** The prompt, where the edits apply, and how the text is drawn. */
export function TextSettings({ draft, chat, onChange }: Props) {
  const id = useId();
  const set = (change: Partial<RecipeDraft>) => onChange({ ...draft, ...change });
  const sweep = draft.doses.length > 1;
  return (
    <div className="space-y-3">
      <div>
        <label htmlFor={`${id}-prompt`} className="mb-0.5 block text-xs text-soft">
          {draft.chat ? "Your message" : "Prompt"}
        </label>
        <textarea
          id={`${id}-prompt`}
          rows={3}
          maxLength={STEERING_LIMITS.promptCharacters}
          value={draft.prompt}
          onChange={({ target }) => set({ prompt: target.value })}
          className="field w-full resize-y text-[15px] sm:text-sm"
        />
      </div>
      {(chat || draft.chat) && (
        <ChatSettings turns={draft.chat} onChange={(turns) => onChange(withTurns(draft, turns))} />
      )}
      <div className="grid grid-cols-2 gap-2.5">
        <div>
          <label htmlFor={`${id}-scope`} className="mb-0.5 block text-xs text-soft">
            Edit
          </label>
          <select
            id={`${id}-scope`}
            value={draft.scope.kind}
            onChange={({ target }) => {
              const kind = target.value as SteeringScope["kind"];
              set({ scope: kind === "from" ? { kind, token: 1 } : { kind } });
            }}
            className="field w-full"
          >
            {SCOPES.map(([kind, name]) => (
              <option key={kind} value={kind}>
                {name}
              </option>
            ))}
          </select>
        </div>
        {draft.scope.kind === "from" ? (
          <NumberField
            label="First edited token"
            value={draft.scope.token}
            min={1}
            max={4096}
            onChange={(token) => set({ scope: { kind: "from", token: Math.round(token) } })}
          />
        ) : (
          <NumberField
            label="Tokens to write"
            value={draft.length}
            min={1}
            max={STEERING_LIMITS.length}
            onChange={(length) => set({ length: Math.round(length) })}
          />
        )}
        <NumberField
          label="Temperature"
          value={draft.temperature}
          min={0}
          max={STEERING_LIMITS.temperature}
          onChange={(temperature) => set({ temperature })}
        />
        <NumberField label="Top-p" value={draft.topP} min={0.01} max={1} onChange={(topP) => set({ topP })} />
        <NumberField
          label="Frequency penalty"
          value={draft.frequencyPenalty ?? 0}
          min={0}
          max={STEERING_LIMITS.frequencyPenalty}
          onChange={(penalty) => set({ frequencyPenalty: penalty || undefined })}
        />
        <NumberField
          label="Seed"
          value={draft.seed}
          min={0}
          max={0xffff_ffff}
          onChange={(seed) => set({ seed: Math.round(seed) })}
        />
        <label className="flex items-end gap-2 pb-1.5">
          <input
            type="checkbox"
            checked={sweep}
            onChange={({ target }) => set({ doses: target.checked ? SWEEP_DOSES : [1] })}
            className="size-4 accent-(--accent)"
          />
          <span data-tip={`Five texts, all strengths times ${SWEEP_DOSES.join(", ")}`}>Sweep 5 doses</span>
        </label>
      </div>
    </div>
  );
}
