import type { ComputeOptions } from "./client";
import { DashboardCalls } from "./dashboard-calls";
import { EvaluationCalls } from "./evaluation-calls";
import { Loaded } from "./loaded";
import { MapCalls } from "./map-calls";
import { SteeringCalls } from "./steering-calls";

class EngineCalls {
  constructor(private readonly loaded: Loaded) {}

  async describeEngine(): Promise<string> {
    const { engine, reason } = await this.loaded.engine();
    return `${engine.description}; ${reason}`;
  }
}

type Method =
  | keyof EngineCalls
  | keyof DashboardCalls
  | keyof EvaluationCalls
  | keyof MapCalls
  | keyof SteeringCalls;
type Call = (
  request: unknown,
  signal: AbortSignal,
  onProgress: (progress: unknown) => void,
) => Promise<unknown>;

/** Finds what runs each call of api.ts. What a call has loaded or compiled is kept for the next. */
export class ComputeHost {
  private readonly rooms: readonly object[];

  constructor(options: ComputeOptions) {
    const loaded = new Loaded(options);
    this.rooms = [EngineCalls, DashboardCalls, EvaluationCalls, MapCalls, SteeringCalls].map(
      (Room) => new Room(loaded),
    );
  }

  /** Takes only names of methods that some room has, so that a call of api.ts without one does not compile. */
  callOf(method: Method): Call {
    const room = this.rooms.find((candidate) => method in candidate) as Record<Method, Call>;
    // client.ts pairs each method with the type of its request
    return room[method].bind(room);
  }
}
