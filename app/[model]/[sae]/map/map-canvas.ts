import { Deck, OrthographicView, type Layer } from "@deck.gl/core";
import { BitmapLayer, LineLayer, ScatterplotLayer } from "@deck.gl/layers";
import type { MapPoints } from "@/domain/feature-map";
import type { MapCentre } from "@/domain/map-view";
import { animate } from "./animate";
import { BEYOND, CELLS, densityPixels } from "./density-ground";
import { placesBetween, pointPlaces, WORLD } from "./point-places";

const MARGIN = 0.92;
const HOVER_PX = 6;
/** Closer than this, a window shows one point or none. */
const MOST_ZOOM = 6;
const MOVE_MS = 900;
const FLIGHT_MS = 450;
const GROUND_COLOUR = [90, 130, 220] as const;

interface OrthographicState {
  target: [number, number, number];
  zoom: number;
}

export interface Drawing {
  points: MapPoints;
  colours: Uint8Array;
  selected: number | null;
  /** True nearest features of the selected one. */
  lines: readonly { id: number; cosine: number }[];
  /** Features marked with a ring: the list. */
  marked: readonly number[];
  /** Features that a search found. */
  lit: readonly number[];
  /** Whether the density of the points is drawn under them. */
  ground: boolean;
  ink: readonly [number, number, number];
}

export interface CanvasEvents {
  onView(centre: MapCentre): void;
  /** After points have come to rest in a new layout. */
  onSettled(): void;
  onHover(index: number | null, x: number, y: number): void;
  onPick(index: number | null): void;
}

/** Where points are, and what is made of that once for all frames in which they stay there. */
interface Placed {
  of: MapPoints;
  places: Float32Array;
  /** As deck.gl takes it; the same object as long as nothing has to be sent to the GPU. */
  data: object;
  colours: Uint8Array | null;
  ground: ImageData | null;
}

/** deck.gl around one map. Coordinates outside are those of the address: 0 to 1 over the map, zoom 0 fits the window. */
export class MapCanvas {
  private readonly deck: Deck<OrthographicView>;
  private readonly host = document.createElement("div");
  private state: OrthographicState;
  private placed: Placed | null = null;
  private drawing: Drawing | null = null;
  /** The layout that points are on their way to. */
  private goal: MapPoints | null = null;
  private stopMoving: () => void = () => undefined;
  private stopFlying: () => void = () => undefined;

  constructor(
    private readonly parent: HTMLDivElement,
    centre: MapCentre,
    private readonly events: CanvasEvents,
  ) {
    this.state = this.stateOf(centre);
    // deck.gl leaves its canvas behind
    this.host.className = "absolute inset-0";
    parent.append(this.host);
    this.deck = new Deck<OrthographicView>({
      parent: this.host,
      views: new OrthographicView({ id: "map", flipY: true }),
      viewState: this.state,
      controller: { keyboard: false, doubleClickZoom: true },
      pickingRadius: HOVER_PX,
      useDevicePixels: Math.min(2, window.devicePixelRatio),
      getCursor: ({ isDragging, isHovering }) => (isDragging ? "grabbing" : isHovering ? "pointer" : "grab"),
      onViewStateChange: ({ viewState }) => {
        this.stopFlying();
        this.move(viewState as OrthographicState);
      },
      // over empty ground deck.gl still names the layer, with index -1
      onHover: ({ index, layer, x, y }) => this.events.onHover(layer && index >= 0 ? index : null, x, y),
      onClick: ({ index, layer }) => this.events.onPick(layer && index >= 0 ? index : null),
      layers: [],
    });
  }

  get centre(): MapCentre {
    const [x, y] = this.state.target;
    return { x: x / WORLD, y: y / WORLD, zoom: this.state.zoom - this.fit };
  }

  /** Whether points are on their way to another layout. */
  get isMoving(): boolean {
    return this.goal !== null;
  }

  show(centre: MapCentre): void {
    this.stopFlying();
    this.move(this.stateOf(centre));
  }

  fly(centre: MapCentre): void {
    this.stopFlying();
    const from = this.state;
    const to = this.stateOf(centre);
    const between = (a: number, b: number, share: number) => a + share * (b - a);
    this.stopFlying = animate(FLIGHT_MS, (share) =>
      this.move({
        target: [
          between(from.target[0], to.target[0], share),
          between(from.target[1], to.target[1], share),
          0,
        ],
        zoom: between(from.zoom, to.zoom, share),
      }),
    );
  }

  /** Points that were drawn in another layout travel to their new places. */
  draw(drawing: Drawing): void {
    this.drawing = drawing;
    const { points } = drawing;
    const before = this.placed;
    if (before === null || before.of.x.length !== points.x.length) this.put(points, pointPlaces(points));
    else if ((this.goal ?? before.of) !== points) this.travel(before.places, points);
    this.render();
  }

  toScreen(x: number, y: number): [number, number] {
    const scale = 2 ** this.state.zoom;
    const [cx, cy] = this.state.target;
    return [
      (x * WORLD - cx) * scale + this.parent.clientWidth / 2,
      (y * WORLD - cy) * scale + this.parent.clientHeight / 2,
    ];
  }

  fromScreen(px: number, py: number): [number, number] {
    const scale = 2 ** this.state.zoom;
    const [cx, cy] = this.state.target;
    return [
      ((px - this.parent.clientWidth / 2) / scale + cx) / WORLD,
      ((py - this.parent.clientHeight / 2) / scale + cy) / WORLD,
    ];
  }

  dispose(): void {
    this.stopMoving();
    this.stopFlying();
    this.deck.finalize();
    this.host.remove();
  }

  /** Zoom at which the whole map fits. */
  private get fit(): number {
    const side = Math.max(50, Math.min(this.parent.clientWidth, this.parent.clientHeight));
    return Math.log2((MARGIN * side) / WORLD);
  }

  private stateOf({ x, y, zoom }: MapCentre): OrthographicState {
    return { target: [x * WORLD, y * WORLD, 0], zoom: this.fit + zoom };
  }

  private move(state: OrthographicState): void {
    const zoom = Math.min(this.fit + MOST_ZOOM, Math.max(this.fit - 1, state.zoom));
    this.state = { target: [state.target[0], state.target[1], 0], zoom };
    this.deck.setProps({ viewState: this.state });
    this.render();
    this.events.onView(this.centre);
  }

  private travel(from: Float32Array, points: MapPoints): void {
    this.stopMoving();
    const to = pointPlaces(points);
    this.goal = points;
    this.stopMoving = animate(MOVE_MS, (share) => {
      if (share === 1) this.goal = null;
      this.put(points, share === 1 ? to : placesBetween(from, to, share));
      this.render();
      if (share === 1) this.events.onSettled();
    });
  }

  private put(of: MapPoints, places: Float32Array): void {
    this.placed = { of, places, data: {}, colours: null, ground: null };
  }

  private render(): void {
    if (this.drawing && this.placed) this.deck.setProps({ layers: this.layers(this.drawing, this.placed) });
  }

  private layers({ colours, selected, lines, marked, lit, ground, ink }: Drawing, placed: Placed): Layer[] {
    const { places } = placed;
    if (placed.colours !== colours) {
      placed.colours = colours;
      placed.data = {
        length: places.length / 2,
        attributes: {
          getPosition: { value: places, size: 2 },
          getFillColor: { value: colours, size: 4, normalized: true },
        },
      };
    }
    if (ground && !this.isMoving)
      placed.ground ??= new ImageData(densityPixels(places, GROUND_COLOUR), CELLS, CELLS);
    const place = (i: number): [number, number] => [places[2 * i] ?? 0, places[2 * i + 1] ?? 0];
    const radius = Math.min(7, Math.max(1.6, 2 + 0.9 * (this.state.zoom - this.fit)));
    const rings = (id: string, features: readonly number[], width: number, grow: number) =>
      new ScatterplotLayer<number>({
        id,
        data: features,
        getPosition: place,
        getRadius: 1,
        radiusScale: radius + grow,
        radiusUnits: "pixels",
        filled: false,
        stroked: true,
        getLineColor: [...ink, 255],
        getLineWidth: width,
        lineWidthUnits: "pixels",
        updateTriggers: { getPosition: places },
      });
    return [
      new BitmapLayer({
        id: "ground",
        // not while points move: it would be that of no layout
        image: placed.ground,
        visible: ground && !this.isMoving,
        bounds: [-BEYOND * WORLD, (1 + BEYOND) * WORLD, (1 + BEYOND) * WORLD, -BEYOND * WORLD],
      }),
      new LineLayer<{ id: number; cosine: number }>({
        id: "nearest",
        data: selected === null ? [] : lines,
        getSourcePosition: () => place(selected ?? 0),
        getTargetPosition: ({ id }) => place(id),
        getColor: ({ cosine }) => [...ink, Math.round(60 + 180 * Math.max(0, cosine))],
        getWidth: ({ cosine }) => 0.5 + 2.5 * Math.max(0, cosine),
        widthUnits: "pixels",
        updateTriggers: { getSourcePosition: [selected, places], getTargetPosition: places },
      }),
      new ScatterplotLayer({
        id: "points",
        data: placed.data as never,
        getRadius: 1,
        radiusScale: radius,
        radiusUnits: "pixels",
        pickable: true,
      }),
      rings("lit", lit, 1.5, 1.5),
      rings("marked", marked, 1.5, 3),
      rings("selected", selected === null ? [] : [selected], 2.5, 5),
    ];
  }
}
