import { PRESETS, type RecipeDraft } from "./draft";

interface Props {
  draft: RecipeDraft;
  onChange: (draft: RecipeDraft) => void;
}

/** Strengths for all features of a recipe by one press. */
export function PresetButtons({ draft, onChange }: Props) {
  return (
    <div className="flex flex-wrap gap-1.5" role="group" aria-label="Presets">
      {PRESETS.map(({ name, says, apply }) => (
        <button
          key={name}
          type="button"
          className="control min-h-7 px-2.5 py-0.5 text-xs"
          data-tip={says}
          onClick={() => onChange(apply(draft))}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
