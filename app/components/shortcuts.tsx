"use client";

import { useEffect } from "react";

/** What the button of the command palette carries as data-shortcut. */
export const PALETTE = "palette";

/** Keys, and those to try in their place where a page has no element for the first. */
const FALLBACK: Record<string, string> = { g: "/", "/": PALETTE };

/**
 * Single-key shortcuts: a key focuses the field or presses the link or button that carries it as data-shortcut, so
 * that a page declares its shortcuts where it declares its controls.
 */
export function Shortcuts() {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target))
        return;
      if (document.querySelector("dialog[open], [role=dialog]")) return;
      const target = controlFor(event.key);
      if (!target) return;
      event.preventDefault();
      if (
        (target instanceof HTMLInputElement && target.type !== "checkbox") ||
        target instanceof HTMLTextAreaElement
      ) {
        target.focus();
        target.select();
      } else target.click();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return null;
}

/** The first control in sight that carries the key, or what takes its place. Help comes also from a closed menu. */
function controlFor(key: string): HTMLElement | null {
  const all = [...document.querySelectorAll<HTMLElement>(`[data-shortcut="${CSS.escape(key)}"]`)];
  const found = all.find((element) => element.checkVisibility()) ?? (key === "?" ? all[0] : undefined);
  const instead = FALLBACK[key];
  return found ?? (instead === undefined ? null : controlFor(instead));
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null
  );
}
