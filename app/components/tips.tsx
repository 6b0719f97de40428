"use client";

import { useEffect, useRef } from "react";

const GAP_PX = 8;

/**
 * One tooltip for the page: shows the data-tip of what is hovered or focused, and lets the arrow keys walk over the
 * active tokens of an example (elements with data-tip inside data-tips-row).
 */
export function Tips() {
  const tip = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = tip.current;
    if (!box) return;
    let shown: HTMLElement | null = null;
    const show = (target: HTMLElement) => {
      if (shown !== target) hide();
      shown = target;
      box.textContent = target.dataset.tip ?? "";
      box.hidden = false;
      target.setAttribute("aria-describedby", box.id);
      place(box, target);
    };
    const hide = () => {
      shown?.removeAttribute("aria-describedby");
      shown = null;
      box.hidden = true;
    };
    const onEnter = (event: Event) => {
      const target = tipOf(event.target);
      if (target) show(target);
      else if (event.type === "pointerover") hide();
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape") hide();
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step !== undefined && walk(event.target, step)) event.preventDefault();
    };
    // the page moves under the mouse, or with the focus
    const onScroll = () => {
      if (shown?.matches(":hover, :focus-within")) place(box, shown);
      else hide();
    };
    document.addEventListener("pointerover", onEnter);
    document.addEventListener("focusin", onEnter);
    document.addEventListener("focusout", hide);
    document.addEventListener("keydown", onKey);
    window.addEventListener("scroll", onScroll, { passive: true, capture: true });
    // whoever was there before this script was
    const early = [...document.querySelectorAll<HTMLElement>("[data-tip]:is(:hover, :focus-visible)")].at(-1);
    if (early) show(early);
    return () => {
      document.removeEventListener("pointerover", onEnter);
      document.removeEventListener("focusin", onEnter);
      document.removeEventListener("focusout", hide);
      document.removeEventListener("keydown", onKey);
      window.removeEventListener("scroll", onScroll, { capture: true });
    };
  }, []);
  return (
    <div
      ref={tip}
      id="tip"
      role="tooltip"
      hidden
      className="pointer-events-none fixed top-0 left-0 z-40 max-w-[min(320px,calc(100vw-16px))] rounded-md bg-ink px-2 py-1 text-xs whitespace-pre-line text-paper shadow-md"
    />
  );
}

function tipOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("[data-tip]") : null;
}

/** Above the first line of the target, or below it where there is no room; always inside the window. */
function place(box: HTMLElement, target: HTMLElement): void {
  const line = target.getClientRects()[0] ?? target.getBoundingClientRect();
  const left = line.left + line.width / 2 - box.offsetWidth / 2;
  const above = line.top - box.offsetHeight - GAP_PX;
  const x = Math.min(Math.max(GAP_PX, left), document.documentElement.clientWidth - box.offsetWidth - GAP_PX);
  box.style.transform = `translate(${Math.round(x)}px, ${Math.round(above < GAP_PX ? line.bottom + GAP_PX : above)}px)`;
}

/** Moves the focus within a row; false when the target is not in one or is at its end. */
function walk(target: EventTarget | null, step: number): boolean {
  const row = target instanceof Element ? target.closest("[data-tips-row]") : null;
  if (!row || !(target instanceof HTMLElement)) return false;
  const tokens = [...row.querySelectorAll<HTMLElement>("[data-tip]")];
  const next = tokens[tokens.indexOf(target) + step];
  if (!next || tokens.indexOf(target) < 0) return false;
  target.removeAttribute("tabindex");
  next.tabIndex = 0;
  next.focus();
  return true;
}
