import { ShareButton } from "@/app/components/share/share-button";
import type { Citation } from "@/domain/sharing";
import { embedUrl, harnessCsvUrl, recipeJsonUrl, steeringRunUrl } from "@/domain/urls";
import type { LiveRun } from "../use-run";
import type { Shading } from "./shading";

interface Props {
  run: LiveRun | null;
  shading: Shading;
  onShading: (shading: Shading) => void;
  /** Null while the text is not finished. */
  onReplay: ((run: LiveRun) => void) | null;
  /** Of a run that is stored. */
  citation: Citation | undefined;
}

/** What tokens are coloured by, and what can be done with a text that is there. */
export function TextToolbar({ run, shading, onShading, onReplay, citation }: Props) {
  return (
    <div className="mb-3 flex flex-wrap items-center justify-between gap-2">
      <div className="flex gap-1.5" role="group" aria-label="Colour tokens by">
        {SHADINGS.map(([value, name, tip]) => (
          <button
            key={value}
            type="button"
            className="control"
            aria-pressed={shading === value}
            data-tip={tip}
            onClick={() => onShading(value)}
          >
            {name}
          </button>
        ))}
      </div>
      {run?.prompt && (
        <div className="flex flex-wrap gap-2">
          {onReplay && (
            <button
              type="button"
              className="control"
              data-tip="Write it once more, exactly as it was asked for, and compare"
              onClick={() => onReplay(run)}
            >
              Replay
            </button>
          )}
          <a href={recipeJsonUrl(run.id)} className="control">
            Recipe
          </a>
          <a
            href={harnessCsvUrl(run.id)}
            className="control"
            data-tip="As a steering file for lm-evaluation-harness, a common test program for language models"
          >
            CSV
          </a>
          <ShareButton
            embed={{
              path: embedUrl(steeringRunUrl(run.id)),
              title: `A text of ${run.recipe.model}, steered`,
            }}
            {...(citation ? { citation } : {})}
          />
        </div>
      )}
    </div>
  );
}

const SHADINGS: readonly (readonly [Shading, string, string])[] = [
  ["activation", "Activation", "Orange: how active the feature is at each token, before the edit"],
  ["kl", "Change", "Blue: how much the edit changed the chances of the next words (KL divergence)"],
  [
    "features",
    "Features",
    "Every token with its strongest features, as the model by itself reads the text: follow one through it",
  ],
  ["none", "Plain", "No colours"],
];
