"use client";

import { usePathname } from "next/navigation";
import { useEffect, useRef, type ReactNode } from "react";

/** The menu of a narrow window. It opens without scripts; these close it: a choice, Escape, a press outside. */
export function SiteMenu({ children }: { children: ReactNode }) {
  const menu = useRef<HTMLDetailsElement>(null);
  const pathname = usePathname();
  useEffect(() => {
    const close = () => menu.current?.removeAttribute("open");
    close();
    const onKey = ({ key }: KeyboardEvent) => {
      if (key !== "Escape" || !menu.current?.open) return;
      close();
      menu.current.querySelector("summary")?.focus();
    };
    const onPress = ({ target }: PointerEvent) => {
      if (target instanceof Node && !menu.current?.contains(target)) close();
    };
    const onChoice = ({ target }: MouseEvent) => {
      if (target instanceof Element && target.closest("a")) close();
    };
    const shown = menu.current;
    document.addEventListener("keydown", onKey);
    document.addEventListener("pointerdown", onPress);
    shown?.addEventListener("click", onChoice);
    return () => {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("pointerdown", onPress);
      shown?.removeEventListener("click", onChoice);
    };
  }, [pathname]);
  return (
    <details ref={menu} className="lg:hidden">
      <summary className="control list-none px-2.5 [&::-webkit-details-marker]:hidden">
        <svg
          viewBox="0 0 20 20"
          className="size-4"
          stroke="currentColor"
          strokeWidth="1.6"
          aria-hidden="true"
        >
          <path d="M3 5.5h14M3 10h14M3 14.5h14" strokeLinecap="round" />
        </svg>
        Menu
      </summary>
      <nav
        aria-label="Menu"
        className="absolute inset-x-0 top-full max-h-[calc(100dvh-var(--header-height))] overflow-auto border-b border-line bg-panel px-4 pt-1 pb-4 shadow-lg"
      >
        {children}
      </nav>
    </details>
  );
}
