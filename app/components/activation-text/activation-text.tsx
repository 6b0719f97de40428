import { activationHtml } from "./activation-html";
import { passageSegments, type PassageToShow } from "./segments";

interface Props {
  passage: PassageToShow;
  max: number;
  /** Tokens on each side of the peak. */
  window: number;
}

/** One passage on one line, to look at only. */
export function ActivationText({ passage, max, window }: Props) {
  const html = activationHtml(passageSegments(passage, max, window, false), false);
  return <bdi className="[overflow-wrap:anywhere]" dangerouslySetInnerHTML={{ __html: html }} />;
}
