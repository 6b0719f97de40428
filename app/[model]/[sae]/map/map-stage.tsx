import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import type { MapCluster } from "@/domain/feature-map";
import type { MapCentre } from "@/domain/map-view";
import type { PlacedLabel } from "./cluster-labels";
import { placeLabels } from "./cluster-labels";
import type { Box } from "./in-view";
import type { Corner } from "./lasso";
import { MapCanvas, type Drawing } from "./map-canvas";

const PAN_SHARE = 0.15;
/** Room kept for the card beside the pointer. */
const CARD_PX = 200;
const ZOOM_STEP = 0.5;
const HOME: MapCentre = { x: 0.5, y: 0.5, zoom: 0 };

interface Props {
  /** Classes. */
  height: string;
  tree: readonly MapCluster[];
  centre: MapCentre;
  drawing: Drawing | null;
  lassoing: boolean;
  /** Called with what is in view, in map coordinates. */
  onView(centre: MapCentre, box: Box): void;
  onPick(index: number | null): void;
  /** A drawn polygon, in map coordinates. */
  onLasso(polygon: Corner[]): void;
  hoverText(index: number): string;
  onHover(index: number | null): void;
}

/** The drawing itself with what lies over it: names of clusters, hover card, lasso. */
export function MapStage(props: Props) {
  const { centre, drawing, lassoing, hoverText } = props;
  const parent = useRef<HTMLDivElement>(null);
  const canvas = useRef<MapCanvas | null>(null);
  const latest = useRef(props);
  const shown = useRef(centre);
  const place = useRef<() => void>(() => undefined);
  const [labels, setLabels] = useState<PlacedLabel[]>([]);
  const [hover, setHover] = useState<{ index: number; x: number; y: number } | null>(null);
  const [path, setPath] = useState<Corner[]>([]);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    const box = parent.current;
    if (!box) return;
    if (!document.createElement("canvas").getContext("webgl2")) {
      queueMicrotask(() => setFailed(true));
      // the list beside it then names features of the whole map
      latest.current.onView(HOME, { left: 0, top: 0, right: 1, bottom: 1 });
      return;
    }
    const moved = () => {
      const map = canvas.current;
      if (!map) return;
      const size = { width: box.clientWidth, height: box.clientHeight };
      const from = shown.current;
      shown.current = map.centre;
      // the tip belongs to what was under the pointer before
      if (from.x !== map.centre.x || from.y !== map.centre.y || from.zoom !== map.centre.zoom) setHover(null);
      // names belong to a layout, and there is none while points move
      setLabels(
        map.isMoving
          ? []
          : placeLabels(latest.current.tree, map.centre.zoom, size, (x, y) => map.toScreen(x, y)),
      );
      const [left, top] = map.fromScreen(0, 0);
      const [right, bottom] = map.fromScreen(size.width, size.height);
      latest.current.onView(map.centre, { left, top, right, bottom });
    };
    const map = new MapCanvas(box, shown.current, {
      onView: moved,
      onSettled: moved,
      onHover: (index, x, y) => {
        setHover(
          index === null ? null : { index, x: Math.min(x + 12, box.clientWidth - CARD_PX), y: y + 12 },
        );
        latest.current.onHover(index);
      },
      onPick: (index) => latest.current.onPick(index),
    });
    canvas.current = map;
    place.current = moved;
    moved();
    const observer = new ResizeObserver(() => map.show(shown.current));
    observer.observe(box);
    return () => {
      observer.disconnect();
      map.dispose();
      canvas.current = null;
    };
  }, []);

  const points = drawing?.points;
  useEffect(() => {
    if (drawing) canvas.current?.draw(drawing);
  }, [drawing]);
  useEffect(() => {
    // names of the layout that is left go, or those of one that is there at once come
    if (points) place.current();
  }, [points]);

  useEffect(() => {
    const map = canvas.current;
    if (
      map &&
      (centre.x !== shown.current.x || centre.y !== shown.current.y || centre.zoom !== shown.current.zoom)
    )
      map.fly(centre);
  }, [centre]);

  const onKey = (event: KeyboardEvent) => {
    const map = canvas.current;
    if (!map || event.ctrlKey || event.metaKey || event.altKey) return;
    const { x, y, zoom } = map.centre;
    const step = PAN_SHARE / 2 ** zoom;
    const next: Record<string, MapCentre> = {
      ArrowLeft: { x: x - step, y, zoom },
      ArrowRight: { x: x + step, y, zoom },
      ArrowUp: { x, y: y - step, zoom },
      ArrowDown: { x, y: y + step, zoom },
      "+": { x, y, zoom: zoom + ZOOM_STEP },
      "=": { x, y, zoom: zoom + ZOOM_STEP },
      "-": { x, y, zoom: zoom - ZOOM_STEP },
      "0": HOME,
    };
    const to = next[event.key];
    if (event.key === "Escape") props.onPick(null);
    if (!to) return;
    event.preventDefault();
    map.show(to);
  };
  const cornerOf = (event: PointerEvent): Corner => {
    const box = event.currentTarget.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const finish = () => {
    const map = canvas.current;
    if (map && path.length > 2) props.onLasso(path.map(([x, y]) => map.fromScreen(x, y)));
    setPath([]);
  };

  return (
    <div className={`relative overflow-hidden rounded-card border border-line bg-panel ${props.height}`}>
      <div
        ref={parent}
        className="absolute inset-0"
        role="application"
        tabIndex={0}
        aria-label="Map of features. Arrow keys move, plus and minus zoom, 0 shows everything, Escape lets go of the selected feature. The list after the map names what is in view."
        onKeyDown={onKey}
      />
      {failed && (
        <p className="absolute inset-0 m-auto h-fit max-w-[48ch] p-4 text-center text-soft">
          This browser cannot draw the map: it has no WebGL 2. The list of features beside it still works.
        </p>
      )}
      <div aria-hidden="true" className="pointer-events-none absolute inset-0">
        {labels.map(({ id, text, level, x, y }) => (
          <span
            key={id}
            className={`map-label ${level === 0 ? "text-[13px] font-semibold" : level === 1 ? "text-xs font-medium" : "text-[11px] text-soft"}`}
            style={{ transform: `translate(${x}px, ${y}px) translate(-50%, -50%)` }}
          >
            {text}
          </span>
        ))}
      </div>
      {hover && !lassoing && (
        <div
          className="pointer-events-none absolute z-10 max-w-72 rounded-md bg-ink px-2 py-1 text-xs text-paper shadow-md"
          style={{
            left: hover.x,
            top: hover.y,
          }}
        >
          {hoverText(hover.index)}
        </div>
      )}
      {lassoing && (
        <svg
          data-lasso=""
          className="absolute inset-0 size-full cursor-crosshair touch-none"
          aria-hidden="true"
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            const corner = cornerOf(event);
            setPath([corner]);
          }}
          onPointerMove={(event) => {
            const corner = cornerOf(event);
            if (path.length > 0) setPath((before) => [...before, corner]);
          }}
          onPointerUp={finish}
        >
          <polygon
            points={path.map((corner) => corner.join(",")).join(" ")}
            className="fill-accent/10 stroke-accent"
            strokeWidth={1.5}
          />
        </svg>
      )}
    </div>
  );
}
