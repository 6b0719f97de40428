import { Deck, OrthographicView, type Layer } from "@deck.gl/core";
import { LineLayer, ScatterplotLayer } from "@deck.gl/layers";
import type { MapPoints } from "@/domain/feature-map";
import { MAP_SIZE } from "@/domain/feature-map";
import type { MapCentre } from "@/domain/map-view";

/** Units of the drawing for the side of the map. */
const WORLD = 1000;
const MARGIN = 0.92;
const HOVER_PX = 6;
/** Closer than this, a window shows one point or none. */
const MOST_ZOOM = 6;

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
  ink: readonly [number, number, number];
}

export interface CanvasEvents {
  onView(centre: MapCentre): void;
  onHover(index: number | null, x: number, y: number): void;
  onPick(index: number | null): void;
}

/** deck.gl around one map. Coordinates outside are those of the address: 0 to 1 over the map, zoom 0 fits the window. */
export class MapCanvas {
  private readonly deck: Deck<OrthographicView>;
  private state: OrthographicState;
  private positions: { of: MapPoints; value: Float32Array } | null = null;
  private drawing: Drawing | null = null;

  constructor(
    private readonly parent: HTMLDivElement,
    centre: MapCentre,
    private readonly events: CanvasEvents,
  ) {
    this.state = this.stateOf(centre);
    this.deck = new Deck<OrthographicView>({
      parent,
      views: new OrthographicView({ id: "map", flipY: true }),
      viewState: this.state,
      controller: { keyboard: false, doubleClickZoom: true },
      pickingRadius: HOVER_PX,
      useDevicePixels: Math.min(2, window.devicePixelRatio),
      getCursor: ({ isDragging, isHovering }) => (isDragging ? "grabbing" : isHovering ? "pointer" : "grab"),
      onViewStateChange: ({ viewState }) => {
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

  show(centre: MapCentre): void {
    this.move(this.stateOf(centre));
  }

  draw(drawing: Drawing): void {
    this.drawing = drawing;
    this.deck.setProps({ layers: this.layers(drawing) });
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
    this.deck.finalize();
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
    if (this.drawing) this.deck.setProps({ layers: this.layers(this.drawing) });
    this.events.onView(this.centre);
  }

  private layers({ points, colours, selected, lines, marked, lit, ink }: Drawing): Layer[] {
    const value = this.positionsOf(points);
    const place = (i: number): [number, number] => [value[2 * i] ?? 0, value[2 * i + 1] ?? 0];
    const radius = Math.min(7, Math.max(1.6, 2 + 0.9 * (this.state.zoom - this.fit)));
    const rings = (id: string, features: readonly number[], width: number, grow: number) =>
      new ScatterplotLayer<number>({
        id,
        data: features,
        getPosition: place,
        getRadius: radius + grow,
        radiusUnits: "pixels",
        filled: false,
        stroked: true,
        getLineColor: [...ink, 255],
        getLineWidth: width,
        lineWidthUnits: "pixels",
        updateTriggers: { getRadius: radius },
      });
    return [
      new LineLayer<{ id: number; cosine: number }>({
        id: "nearest",
        data: selected === null ? [] : lines,
        getSourcePosition: () => place(selected ?? 0),
        getTargetPosition: ({ id }) => place(id),
        getColor: ({ cosine }) => [...ink, Math.round(60 + 180 * Math.max(0, cosine))],
        getWidth: ({ cosine }) => 0.5 + 2.5 * Math.max(0, cosine),
        widthUnits: "pixels",
        updateTriggers: { getSourcePosition: selected },
      }),
      new ScatterplotLayer({
        id: "points",
        data: {
          length: points.x.length,
          attributes: {
            getPosition: { value, size: 2 },
            getFillColor: { value: colours, size: 4, normalized: true },
          },
        },
        getRadius: radius,
        radiusUnits: "pixels",
        pickable: true,
        updateTriggers: { getRadius: radius },
      }),
      rings("lit", lit, 1.5, 1.5),
      rings("marked", marked, 1.5, 3),
      rings("selected", selected === null ? [] : [selected], 2.5, 5),
    ];
  }

  private positionsOf(points: MapPoints): Float32Array {
    if (this.positions?.of !== points) {
      const value = new Float32Array(2 * points.x.length);
      for (let i = 0; i < points.x.length; i++) {
        value[2 * i] = (WORLD * (points.x[i] ?? 0)) / MAP_SIZE;
        value[2 * i + 1] = (WORLD * (points.y[i] ?? 0)) / MAP_SIZE;
      }
      this.positions = { of: points, value };
    }
    return this.positions.value;
  }
}
