"use client";

import Link from "next/link";
import { STEERING_LIMITS, VECTOR_MODES, type SteeredVector, type VectorMode } from "@/domain/steering";
import { VECTORS_URL, vectorUrl } from "@/domain/urls";
import { steeredWith, type OfferedVector } from "./draft";
import { StrengthField } from "./strength-field";

/** A vector of this model. */
export interface KnownVector extends OfferedVector {
  name: string;
  /** Distance between the means of its texts. */
  norm: number;
}

interface Props {
  /** Those that can be added, and those of the recipe; some may be there twice. */
  offered: readonly KnownVector[];
  value: readonly SteeredVector[];
  onChange: (value: SteeredVector[]) => void;
}

/** The vectors of the recipe, and those that can be added. */
export function VectorsCard({ offered, value, onChange }: Props) {
  const chosen = new Set(value.map(({ vector }) => vector));
  const byId = new Map(offered.map((vector) => [vector.id, vector]));
  const others = [...byId.values()].filter(({ id }) => !chosen.has(id));
  return (
    <section className="card" aria-labelledby="vectors-title">
      <h2 id="vectors-title" className="card-title">
        Vectors
      </h2>
      {value.length > 0 && (
        <ul className="mb-3 space-y-3">
          {value.map((vector, i) => (
            <VectorRow
              key={vector.vector}
              value={vector}
              name={byId.get(vector.vector)?.name ?? "a vector that is not here"}
              onChange={(next) => onChange([...value].with(i, next))}
              onRemove={() => onChange([...value].toSpliced(i, 1))}
            />
          ))}
        </ul>
      )}
      {others.length > 0 && value.length < STEERING_LIMITS.vectors && (
        <select
          className="field w-full"
          aria-label="Add a vector"
          value=""
          onChange={({ target }) => {
            const added = byId.get(target.value);
            if (added) onChange([...value, steeredWith(added)]);
          }}
        >
          <option value="">Add a vector …</option>
          {others.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
      <p className="mt-2 text-xs text-soft">
        {others.length + value.length === 0 && "There is none for this model yet. "}
        <Link href={VECTORS_URL} className="link" prefetch={false}>
          Make one from two sets of texts
        </Link>
        .
      </p>
    </section>
  );
}

function VectorRow({
  value,
  name,
  onChange,
  onRemove,
}: {
  value: SteeredVector;
  name: string;
  onChange: (value: SteeredVector) => void;
  onRemove: () => void;
}) {
  return (
    <li className="border-t border-line pt-3 first:border-t-0 first:pt-0">
      <div className="flex items-start justify-between gap-2">
        <Link
          href={vectorUrl(value.vector)}
          prefetch={false}
          className="min-w-0 font-semibold [overflow-wrap:anywhere] hover:text-accent"
        >
          <bdi>{name}</bdi>
        </Link>
        <button type="button" className="control px-2" aria-label={`Remove ${name}`} onClick={onRemove}>
          ×
        </button>
      </div>
      <div className="mt-2 flex flex-wrap gap-1.5" role="radiogroup" aria-label={`What is done with ${name}`}>
        {(Object.keys(VECTOR_MODES) as VectorMode[]).map((choice) => (
          <button
            key={choice}
            type="button"
            role="radio"
            aria-checked={choice === value.mode}
            className="control min-h-7 px-2 py-0.5 text-xs"
            data-tip={VECTOR_MODES[choice].says}
            onClick={() => onChange({ ...value, mode: choice })}
          >
            {VECTOR_MODES[choice].name}
          </button>
        ))}
      </div>
      <StrengthField
        name={name}
        value={value.strength}
        unit="× distance"
        spoken="the distance between its texts"
        onChange={(strength) => onChange({ ...value, strength })}
      />
    </li>
  );
}
