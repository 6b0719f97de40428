import { formatActivation } from "@/domain/format";
import { escapeHtml } from "../escape-html";
import type { Segment, ShownPassage } from "./segments";

/**
 * A passage as HTML. A feature page holds some two thousand pieces of text and marks; as strings they cost the server
 * a fraction of what they cost as elements. Every text goes through escapeHtml.
 * @param focusable whether the peak can be reached with the Tab key, and from it the others with the arrow keys
 */
export function activationHtml({ segments, cutBefore, cutAfter }: ShownPassage, focusable: boolean): string {
  const body = segments.map((segment) => segmentHtml(segment, focusable)).join("");
  return `${cutBefore ? CUT : ""}${body}${cutAfter ? CUT : ""}`;
}

const muted = (sign: string) => `<span class="text-soft" aria-hidden="true">${sign}</span>`;
const CUT = muted("…");

function segmentHtml(segment: Segment, focusable: boolean): string {
  if (segment.kind === "text") return escapeHtml(segment.text);
  if (segment.kind === "role") return `<span class="role">${escapeHtml(segment.role)}</span>`;
  if (segment.kind === "line-end") return `${segment.sign ? muted("↵") : ""}<br>`;
  const { value, from, to, level, peak, text } = segment;
  const place = from === to ? `token ${from}` : `tokens ${from}–${to}`;
  const focus = focusable && peak ? ' tabindex="0"' : "";
  const name = `act act-${level}${peak ? " act-peak" : ""}`;
  return `<mark class="${name}" data-tip="${formatActivation(value)} · ${place}"${focus}>${escapeHtml(text)}</mark>`;
}
