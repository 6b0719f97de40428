/** The largest of some similarities and whose they are. */
export interface Largest {
  ids: Int32Array;
  cosines: Float32Array;
}

/** The `wanted` largest values above 0 and their indices, largest first, ties to the smaller index; fewer where there are. */
export function largestOf(values: Float32Array, wanted: number, except = -1): Largest {
  const ids = new Int32Array(wanted);
  const cosines = new Float32Array(wanted);
  let kept = 0;
  let least = 0;
  for (let id = 0; id < values.length; id++) {
    const value = values[id] as number;
    if (value <= least || id === except || wanted === 0) continue;
    // behind equals, whose indices are smaller
    let at = kept < wanted ? kept++ : wanted - 1;
    for (; at > 0 && (cosines[at - 1] as number) < value; at--) {
      cosines[at] = cosines[at - 1] as number;
      ids[at] = ids[at - 1] as number;
    }
    cosines[at] = value;
    ids[at] = id;
    if (kept === wanted) least = cosines[wanted - 1] as number;
  }
  return { ids: ids.slice(0, kept), cosines: cosines.slice(0, kept) };
}
