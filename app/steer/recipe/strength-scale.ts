import { STEERING_LIMITS } from "@/domain/steering";

/**
 * The slider of a strength. Small models are turned around by 0.5 to 3 times a feature's maximum and break soon after,
 * so the middle of the slider is linear and fine there; the last third of each side reaches the limit.
 */

/** Ends of the slider. */
export const SLIDER_END = 100;
const FINE_END = 66;
const FINE_STRENGTH = 3.3;

export function strengthAt(position: number): number {
  const size = Math.min(SLIDER_END, Math.abs(position));
  const strength =
    size <= FINE_END
      ? (size / FINE_END) * FINE_STRENGTH
      : FINE_STRENGTH *
        (STEERING_LIMITS.strength / FINE_STRENGTH) ** ((size - FINE_END) / (SLIDER_END - FINE_END));
  // a step of the fine part is 0.05
  const step = strength < 5 ? 20 : strength < 10 ? 4 : 2;
  return (Math.sign(position) * Math.round(strength * step)) / step;
}

export function positionOf(strength: number): number {
  const size = Math.min(STEERING_LIMITS.strength, Math.abs(strength));
  const position =
    size <= FINE_STRENGTH
      ? (size / FINE_STRENGTH) * FINE_END
      : FINE_END +
        (Math.log(size / FINE_STRENGTH) / Math.log(STEERING_LIMITS.strength / FINE_STRENGTH)) *
          (SLIDER_END - FINE_END);
  return Math.sign(strength) * Math.round(position);
}
