"use client";

import { useEffect } from "react";

/** Tells the page around the frame how high the content is, as often as that changes (docs/api.md). */
export function TellHeight() {
  useEffect(() => {
    const tell = () => {
      const height = Math.ceil(document.body.getBoundingClientRect().height);
      // to any origin: the height of a page that everybody may see is no secret
      window.parent.postMessage({ type: "featurescope:height", height }, "*");
    };
    const observer = new ResizeObserver(tell);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);
  return null;
}
