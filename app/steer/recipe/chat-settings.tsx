"use client";

import { useId } from "react";
import type { ChatTurn } from "@/domain/chat";

interface Props {
  /** The messages before the prompt; undefined where it is plain text. */
  turns: ChatTurn[] | undefined;
  onChange: (turns: ChatTurn[] | undefined) => void;
}

/** Whether the prompt is sent as a message in the model's chat format, and what stands before it. */
export function ChatSettings({ turns, onChange }: Props) {
  const id = useId();
  const change = (i: number, content: string) =>
    onChange(turns?.map((turn, n) => (n === i ? { ...turn, content } : turn)));
  const conversation = (turns ?? []).filter(({ role }) => role !== "system").length;
  return (
    <div className="space-y-2">
      <label className="flex items-center gap-2 text-[13px]">
        <input
          type="checkbox"
          checked={turns !== undefined}
          onChange={({ target }) => onChange(target.checked ? [] : undefined)}
        />
        Send as a chat
      </label>
      {turns?.map(({ role, content }, i) => (
        // turns are told apart by their place alone
        <div key={i}>
          <label htmlFor={`${id}-${i}`} className="mb-0.5 block text-xs text-soft">
            {role}
          </label>
          <textarea
            id={`${id}-${i}`}
            rows={2}
            maxLength={16_000}
            value={content}
            onChange={({ target }) => change(i, target.value)}
            className="field w-full resize-y text-[15px] sm:text-sm"
          />
        </div>
      ))}
      {turns && (
        <div className="flex flex-wrap gap-2">
          {!turns.some(({ role }) => role === "system") && (
            <button
              type="button"
              className="control"
              onClick={() => onChange([{ role: "system", content: "" }, ...turns])}
            >
              Add a system message
            </button>
          )}
          <button
            type="button"
            className="control"
            onClick={() =>
              onChange([...turns, { role: "user", content: "" }, { role: "assistant", content: "" }])
            }
          >
            Add an exchange before it
          </button>
          {turns.length > 0 && (
            <button
              type="button"
              className="control"
              onClick={() => onChange(withoutLast(turns, conversation))}
            >
              Remove the last
            </button>
          )}
        </div>
      )}
    </div>
  );
}

/** Without the last exchange, or without the system message where there is none. */
const withoutLast = (turns: ChatTurn[], conversation: number) => turns.slice(0, conversation > 1 ? -2 : -1);
