import { activationHtml } from "./activation-html";
import { passageSegments, type PassageToShow } from "./segments";

interface Props {
  passage: PassageToShow;
  max: number;
  window: number | null;
  breaks: boolean;
  /** Whether its tokens can be reached by keyboard. */
  focusable?: boolean;
}

/** A passage with the feature's activation drawn on its tokens. */
export function ActivationText({ passage, max, window, breaks, focusable = true }: Props) {
  const html = activationHtml(passageSegments(passage, max, window, breaks), focusable);
  return (
    <bdi
      className="[overflow-wrap:anywhere]"
      data-tips-row={focusable ? "" : undefined}
      dangerouslySetInnerHTML={{ __html: html }}
    />
  );
}
