import { formatActivation } from "@/domain/format";
import { activationHtml } from "./activation-html";
import { passageSegments, type PassageToShow } from "./segments";

interface Props {
  examples: readonly (PassageToShow & { value: number })[];
  max: number;
  window: number | null;
  breaks: boolean;
}

/** Passages with their peak values, a line each. */
export function ExampleList({ examples, max, window, breaks }: Props) {
  const html = examples
    .map((example) => {
      const text = activationHtml(passageSegments(example, max, window, breaks), true);
      return `<li><b>${formatActivation(example.value)}</b><bdi data-tips-row>${text}</bdi></li>`;
    })
    .join("");
  return <ol className="examples" dangerouslySetInnerHTML={{ __html: html }} />;
}
