import { NEIGHBOURS } from "@/domain/neighbours";
import { CoactivationCounter, type FeatureCoactivations } from "../maps/coactivations";
import { Distances } from "../maps/distances";
import { effectDirections } from "../maps/effect-directions";
import { decoderDirections, NearestDirections, type NearestRows } from "../maps/nearest-directions";
import { layOutMap, type MapLayout } from "../maps/lay-out-map";
import type { ComputeMethods, NearestRequest } from "./api";
import { Kept } from "./kept";
import type { Loaded } from "./loaded";

/** Comparing features: nearest directions, co-activations, distances, layouts. */
export class MapCalls {
  private readonly nearest = new Kept<NearestDirections>((nearest) => nearest.dispose());
  private readonly distances = new Kept<Distances>((distances) => distances.dispose());
  private coactivations: { key: string; counter: CoactivationCounter } | undefined;

  constructor(private readonly loaded: Loaded) {}

  async nearestFeatures(request: NearestRequest, signal: AbortSignal): Promise<NearestRows> {
    const { sae, other, first, end } = request;
    const own = sae.sha256 === other.sha256;
    const nearest = await this.nearest.get(`${sae.sha256} ${other.sha256}`, async () => {
      const { engine } = await this.loaded.engine();
      const from = decoderDirections(await this.loaded.sae(sae));
      const to = own ? from : decoderDirections(await this.loaded.sae(other));
      return NearestDirections.create(engine, from, to, { wanted: NEIGHBOURS, own });
    });
    const found = await nearest.find(first, end, signal);
    if (end >= nearest.rows) await this.nearest.drop();
    return found;
  }

  layOutMap({ graph, settings }: Parameters<ComputeMethods["layOutMap"]>[0]): Promise<MapLayout> {
    return Promise.resolve(layOutMap(graph, settings));
  }

  addToCoactivations(request: Parameters<ComputeMethods["addToCoactivations"]>[0]): Promise<boolean> {
    const { key, features, prefixes, first, blocks, tokens, place } = request;
    if (first) this.coactivations = { key, counter: new CoactivationCounter(features, prefixes) };
    return Promise.resolve(this.counterOf(key).add(blocks, tokens, place));
  }

  countCoactivations({ key, first }: Parameters<ComputeMethods["countCoactivations"]>[0]) {
    const counter = this.counterOf(key);
    const end = Math.min(first + counter.band, counter.features);
    const even = counter.count(first, end, NEIGHBOURS, true);
    const counted = counter
      .count(first, end, NEIGHBOURS)
      .map((all, i) => ({ all, even: even[i] as FeatureCoactivations }));
    if (end === counter.features) this.coactivations = undefined;
    return Promise.resolve(counted);
  }

  async openDistances({ key, sae: ref, ...made }: Parameters<ComputeMethods["openDistances"]>[0]) {
    await this.distances.get(key, async () => {
      const { engine } = await this.loaded.engine();
      const sae = await this.loaded.sae(ref);
      const effects = await effectDirections(engine, await this.loaded.model(ref.model), sae);
      return Distances.create(engine, { ...made, directions: decoderDirections(sae), effects });
    });
    return null;
  }

  async chooseDistanceWeights({ key }: { key: string }, signal: AbortSignal) {
    return (await this.distancesOf(key)).chooseWeights(signal);
  }

  async nearestByDistance(
    { key, distance, weights, first, end }: Parameters<ComputeMethods["nearestByDistance"]>[0],
    signal: AbortSignal,
  ) {
    return (await this.distancesOf(key)).nearest(
      distance,
      weights,
      { first, end, wanted: NEIGHBOURS },
      signal,
    );
  }

  async measureDistance(
    { key, distance, weights }: Parameters<ComputeMethods["measureDistance"]>[0],
    signal: AbortSignal,
  ) {
    return (await this.distancesOf(key)).measure(distance, weights, signal);
  }

  async closeDistances({ key }: { key: string }) {
    await this.distancesOf(key);
    await this.distances.drop();
    return null;
  }

  private distancesOf(key: string): Promise<Distances> {
    return this.distances.get(key, () => {
      throw new Error("The compute thread was started anew in the middle of comparing.");
    });
  }

  private counterOf(key: string): CoactivationCounter {
    if (this.coactivations?.key === key) return this.coactivations.counter;
    throw new Error("The compute thread was started anew in the middle of a count.");
  }
}
