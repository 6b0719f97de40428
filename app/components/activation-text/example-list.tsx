import { formatActivation } from "@/domain/format";
import { lensUrl, type SaeAddress } from "@/domain/urls";
import { escapeHtml } from "../escape-html";
import { activationHtml } from "./activation-html";
import { passageSegments, type PassageToShow } from "./segments";

interface ExampleToShow extends PassageToShow {
  value: number;
  passage?: number;
  kind?: string | null;
  topic?: string | null;
}

interface Props {
  examples: readonly ExampleToShow[];
  max: number;
  window: number | null;
  breaks: boolean;
  /** The SAE whose passages these are, where the peak is to lead to the model's guesses after it. */
  within?: SaeAddress;
}

/** Passages with their peak values, a line each. */
export function ExampleList({ examples, max, window, breaks, within }: Props) {
  const html = examples
    .map((example) => {
      const text = activationHtml(passageSegments(example, max, window, breaks), true);
      return `<li><b>${peakHtml(example, within)}</b><bdi data-tips-row>${text}</bdi>${aboutHtml(example)}</li>`;
    })
    .join("");
  return <ol className="examples" dangerouslySetInnerHTML={{ __html: html }} />;
}

/** What the passage is about, and what kind of text it is. */
function aboutHtml({ kind, topic }: ExampleToShow): string {
  const about = [topic ? `topic: ${topic}` : null, kind].filter(Boolean).join(" · ");
  return about === "" ? "" : `<small><bdi>${escapeHtml(about)}</bdi></small>`;
}

function peakHtml(
  { value, passage, peak }: { value: number; passage?: number; peak: number },
  within: SaeAddress | undefined,
): string {
  if (!within || passage === undefined) return formatActivation(value);
  const href = escapeHtml(lensUrl(within, { passage, at: peak }));
  return `<a href="${href}" rel="nofollow" data-tip="What the model expects next, layer by layer">${formatActivation(value)}</a>`;
}
