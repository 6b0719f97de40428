"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { useTRPC } from "@/app/trpc/provider";
import type { Distance } from "@/domain/distances";
import { countUnplaced, isPlaced } from "@/domain/feature-map";
import { formatCount } from "@/domain/format";
import { LIST_LIMIT, mapUrl, type MapCentre, type MapView } from "@/domain/map-view";
import { embedUrl, type SaeAddress } from "@/domain/urls";
import { FeaturesInView } from "./features-in-view";
import { HitsPanel, useShownHits } from "./hits-panel";
import { inView, type Box } from "./in-view";
import { featuresInside, type Corner } from "./lasso";
import { MapLegend } from "./map-legend";
import { ListPanel, SelectedPanel } from "./map-panels";
import { MapStage } from "./map-stage";
import { MapToolbar } from "./map-toolbar";
import { placeOf } from "./point-places";
import { cardName, useCards } from "./use-cards";
import { useDelayed } from "./use-delayed";
import { useDrawing } from "./use-drawing";
import { useLayout, type MapFacts } from "./use-layout";
import { useMatches } from "./use-matches";
import { useTheme } from "./use-theme";

export interface ExplorerProps {
  address: SaeAddress;
  features: number;
  /** The map by the distance of `initial`. */
  map: MapFacts;
  initial: MapView;
  onDistance(distance: Distance): void;
  /** In a frame of another site: the map and what is clicked, nothing that changes the address. */
  embedded?: boolean;
}

const NEAREST = 10;
const CARDS = 180;
const HITS = 100;
const REST_MS = 150;
const SEARCH_DELAY_MS = 250;
const WHOLE = { x: 0.5, y: 0.5, zoom: 0 };

/** A map of all features of an SAE; everything that is chosen stands in the address. */
export default function MapExplorer(props: ExplorerProps) {
  const { address, features, map: first, initial, onDistance, embedded = false } = props;
  const trpc = useTRPC();
  const dark = useTheme();
  const exists = (index: number) => index < features;
  const [view, setView] = useState<MapView>({
    ...initial,
    f: initial.f !== undefined && exists(initial.f) ? initial.f : undefined,
    list: initial.list?.filter(exists),
    by: initial.by === first.distance ? initial.by : undefined,
  });
  const { map, points: loaded, failed } = useLayout(address, view.by ?? first.distance, first);
  const { tree, distance, distances } = map;
  /** What the window shows, once it rests. */
  const [shown, setShown] = useState<{ centre: MapCentre; box: Box } | null>(null);
  const [target, setTarget] = useState<MapCentre | null>(initial.at ?? null);
  const [hovered, setHovered] = useState<number | null>(null);
  const [lassoing, setLassoing] = useState(false);
  const [text, setText] = useState(initial.q ?? "");
  // a link to a feature without a place opens on the feature
  const opening = useMemo(
    () =>
      (loaded && initial.f !== undefined && initial.f < features ? placeOf(loaded, initial.f, 2) : null) ??
      WHOLE,
    [loaded, initial.f, features],
  );
  const visible = useMemo(
    () => (loaded && shown ? inView(loaded, shown.box, shown.centre) : []),
    [loaded, shown],
  );

  const unplaced = useMemo(() => (loaded ? countUnplaced(loaded) : 0), [loaded]);

  useEffect(() => {
    if (!loaded || !shown || embedded) return;
    window.history.replaceState(window.history.state, "", mapUrl(address, { ...view, at: shown.centre }));
  }, [address, embedded, loaded, shown, view]);
  useEffect(() => {
    const timer = setTimeout(
      () => setView((before) => ({ ...before, q: text.trim() || undefined })),
      SEARCH_DELAY_MS,
    );
    return () => clearTimeout(timer);
  }, [text]);

  useEffect(() => onDistance(distance), [onDistance, distance]);

  const { f: selected, list = [], colour, q, ground } = view;
  const { data: nearest = [] } = useQuery(
    trpc.map.nearest.queryOptions(
      { address, index: selected ?? 0, count: NEAREST, distance },
      { enabled: selected !== undefined, staleTime: Infinity },
    ),
  );
  const lit = useMatches(address, q);
  const lines = useMemo(() => (selected === undefined ? [] : nearest), [selected, nearest]);
  const { shown: hitsShown, more: showMoreHits } = useShownHits(q, HITS);
  const cards = useCards(
    address,
    [
      ...new Set([
        ...(selected === undefined ? [] : [selected]),
        ...lines.map(({ id }) => id),
        ...(lit ?? []).slice(0, hitsShown),
        ...visible,
        ...list,
        ...(hovered === null ? [] : [hovered]),
      ]),
    ].slice(0, CARDS),
  );

  const drawing = useDrawing({ points: loaded, tree, view, lines, lit, dark });

  const select = (index: number | null) => setView((before) => ({ ...before, f: index ?? undefined }));
  const setList = (change: (list: readonly number[]) => number[]) =>
    setView((before) => ({ ...before, list: change(before.list ?? []).slice(0, LIST_LIMIT) }));
  const goTo = (index: number | null) => {
    select(index);
    if (index === null || !loaded) return;
    setTarget((before) => placeOf(loaded, index, Math.max(2, shown?.centre.zoom ?? 0)) ?? before);
  };
  const keepInside = (polygon: Corner[]) => {
    setLassoing(false);
    if (!loaded) return;
    const inside = featuresInside(polygon, loaded);
    setList((before) => [...new Set([...before, ...inside])]);
  };
  const noteView = useDelayed((centre: MapCentre, box: Box) => setShown({ centre, box }), REST_MS);

  return (
    <>
      {!embedded && (
        <MapToolbar
          text={text}
          onText={setText}
          found={lit && lit.length}
          distances={distances}
          distance={view.by ?? first.distance}
          onDistance={(by) => setView((before) => ({ ...before, by }))}
          ground={ground !== undefined}
          onGround={(on) => setView((before) => ({ ...before, ground: on ? "density" : undefined }))}
          colour={colour}
          onColour={(chosen) => setView((before) => ({ ...before, colour: chosen }))}
          lassoing={lassoing}
          onLasso={setLassoing}
          onWhole={() => setTarget({ ...WHOLE })}
          embed={{
            path: embedUrl(mapUrl(address, { ...view, at: shown?.centre })),
            title: `Map of ${address.sae} in ${address.model}`,
          }}
        />
      )}
      <div className={`grid grid-cols-1 gap-3.5 ${embedded ? "" : "lg:grid-cols-[minmax(0,1fr)_300px]"}`}>
        <div>
          <MapStage
            height={embedded ? "h-96" : "h-[62dvh] min-h-80 lg:h-[74dvh]"}
            tree={tree}
            centre={target ?? opening}
            drawing={drawing}
            lassoing={lassoing}
            onView={noteView}
            onPick={select}
            onLasso={keepInside}
            onHover={setHovered}
            hoverText={(index) => `${index} ${cardName(index, cards.get(index))}`}
          />
          <MapLegend colour={colour} tree={tree} dark={dark} />
          {unplaced > 0 && (
            <p className="mt-2 text-xs text-soft">
              {formatCount(unplaced)} of {formatCount(features)} features are near no other by this distance:
              they have no place here, and are neither drawn nor listed.
            </p>
          )}
          {failed && (
            <p className="mt-2 text-bad" role="alert">
              The map could not be loaded. Reload the page to try again.
            </p>
          )}
        </div>
        <div className="space-y-3.5">
          {selected !== undefined && (
            <SelectedPanel
              address={address}
              index={selected}
              placed={!loaded || isPlaced(loaded, selected)}
              distance={distance}
              nearest={lines}
              cards={cards}
              onSelect={goTo}
              onKeep={embedded ? null : (index) => setList((before) => [...new Set([...before, index])])}
            />
          )}
          {lit && !embedded && (
            <HitsPanel hits={lit} shown={hitsShown} cards={cards} onSelect={goTo} onMore={showMoreHits} />
          )}
          {list.length > 0 && !embedded && (
            <ListPanel
              list={list}
              cards={cards}
              onSelect={goTo}
              onRemove={(index) => setList((before) => before.filter((other) => other !== index))}
              onClear={() => setList(() => [])}
            />
          )}
          <FeaturesInView visible={loaded && visible} cards={cards} low={embedded} onSelect={goTo} />
        </div>
      </div>
    </>
  );
}
