"use client";

import { useEffect, useMemo, useState } from "react";
import { ProgressTrack } from "@/app/components/progress-track";
import { drawToy, startFit, trainStep, unexplained } from "../toy-dictionary";

const SIZE = 320;
const CENTRE = SIZE / 2;
const SCALE = 128;
const STEPS = 260;
const EVERY_MS = 30;

/** States in a plane and a dictionary that is trained on them, step by step, before the reader's eyes. */
export function ToyDictionary() {
  const [seed, setSeed] = useState(4);
  const [fit, setFit] = useState(() => startFit(4));
  const [training, setTraining] = useState(false);
  const toy = useMemo(() => drawToy(seed), [seed]);
  const done = fit.step >= STEPS;
  useEffect(() => {
    if (!training || done) return;
    const timer = setTimeout(() => setFit((before) => trainStep(toy, before)), EVERY_MS);
    return () => clearTimeout(timer);
  }, [training, done, toy, fit]);
  const explained = 1 - unexplained(toy, fit);
  const again = () => {
    setSeed(seed + 1);
    setFit(startFit(seed + 1));
    setTraining(false);
  };
  return (
    <div className="grid items-center gap-5 sm:grid-cols-[minmax(0,320px)_1fr]">
      <svg
        viewBox={`0 0 ${SIZE} ${SIZE}`}
        className="mx-auto w-full max-w-80 rounded-card bg-sunken"
        role="img"
        aria-label={`States of a model as dots, and five arrows of a dictionary after ${fit.step} steps of training`}
      >
        {toy.states.map(([x, y], i) => (
          <circle key={i} cx={place(x)} cy={place(-y)} r={2.4} className="fill-activation/60" />
        ))}
        {fit.directions.map(([x, y], i) => (
          <g key={i}>
            <line
              x1={CENTRE}
              y1={CENTRE}
              x2={place(x)}
              y2={place(-y)}
              strokeWidth={2.5}
              className="stroke-accent"
            />
            <circle cx={place(x)} cy={place(-y)} r={5} className="fill-accent" />
          </g>
        ))}
      </svg>
      <div>
        <div className="flex flex-wrap gap-2">
          <button
            type="button"
            className="control control-primary"
            disabled={done}
            onClick={() => setTraining(!training)}
          >
            {training && !done ? "Pause" : fit.step === 0 ? "Train" : done ? "Trained" : "Go on"}
          </button>
          <button type="button" className="control" onClick={again}>
            New ideas
          </button>
        </div>
        <p className="mt-3 text-soft">
          Step {fit.step} of {STEPS}
        </p>
        <ProgressTrack label="What the arrows explain" share={explained} className="mt-1.5" />
        <p className="mt-1.5">
          The arrows explain <b className="font-semibold">{(explained * 100).toFixed(1)} %</b> of the dots.
        </p>
      </div>
    </div>
  );
}

/** To tenths of a pixel: the last digits of a cosine differ from one machine to another. */
function place(coordinate: number): number {
  return Math.round((CENTRE + SCALE * coordinate) * 10) / 10;
}
