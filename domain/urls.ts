/** Every address of a page or a JSON document is built and read here. */

export interface SaeAddress {
  model: string;
  sae: string;
}
export interface FeatureAddress extends SaeAddress {
  index: number;
}

export function modelUrl(model: string): string {
  return `/${encodeURIComponent(model)}`;
}

export function saeUrl({ model, sae }: SaeAddress): string {
  return `${modelUrl(model)}/${encodeURIComponent(sae)}`;
}

export function featureUrl(address: FeatureAddress, view?: FeatureView): string {
  return withQuery(`${saeUrl(address)}/${address.index}`, view ? featureViewQuery(view) : {});
}

/** Two features side by side. @param a "stories15m/3-res-4k/1234" */
export function compareUrl(a?: string, b?: string): string {
  return withQuery("/compare", { a, b });
}

export function randomFeatureUrl(address: SaeAddress, view?: FeatureView): string {
  return withQuery(`${saeUrl(address)}/random`, view ? featureViewQuery(view) : {});
}

export function featureJsonUrl(address: FeatureAddress): string {
  return `/api/feature${saeUrl(address)}/${address.index}`;
}

/** A picture of a feature, for links to it on other sites. @param version the hash of what is in it, to be kept by */
export function featureImageUrl(address: FeatureAddress, version?: string): string {
  return withQuery(`${featureJsonUrl(address)}/image`, { v: version });
}

/** How good an SAE is. @param query how its tables are sorted */
export function evaluationUrl(address: SaeAddress, query: Record<string, string | undefined> = {}): string {
  return withQuery(`${saeUrl(address)}/evaluation`, query);
}

export function evaluationFileUrl(address: SaeAddress): string {
  return `/api/evaluation${saeUrl(address)}`;
}

/** @param features to begin with: "3-res-4k/1234" */
export function steerUrl(model?: string, features: readonly string[] = []): string {
  return withQuery("/steer", { model, features: features.length === 0 ? undefined : features.join(",") });
}

/** The playground with one of the recipes chosen for a model. @param place as in models/<model>/curated.json */
export function exampleUrl(model: string, place: number): string {
  return withQuery("/steer", { model, example: String(place) });
}

/** The playground with a recipe filled in, ready to be written. */
export function recipeUrl(recipe: object): string {
  return withQuery("/steer", { recipe: JSON.stringify(recipe) });
}

/** A result of the steering benchmark: an SAE's latest, or an earlier one by how its manifest's hash begins. */
export interface ResultAddress extends SaeAddress {
  run?: string | undefined;
}

/** How well features steer: all SAEs that were measured, or one of them and a feature of it. */
export function benchmarkUrl(within?: ResultAddress, feature?: number): string {
  return withQuery(BENCHMARK_URL, {
    in: within && `${within.model}/${within.sae}`,
    run: within?.run,
    f: feature === undefined ? undefined : String(feature),
  });
}

/** @param format "json", which is what comes without it, "csv" or "parquet" */
export function benchmarkFileUrl({ model, sae, run }: ResultAddress, format?: string): string {
  return withQuery(`/api/benchmark/${encodeURIComponent(model)}/${encodeURIComponent(sae)}`, { format, run });
}

export function steeringRunUrl(id: string): string {
  return `/steer/${encodeURIComponent(id)}`;
}

export function traceUrl(query: Record<string, string | undefined> = {}): string {
  return withQuery("/trace", query);
}

/** What the model would say after a token, layer by layer. @param at position of the token; the last where left out */
export function lensUrl(
  { model, sae }: SaeAddress,
  { text, passage, at }: { text?: string; passage?: number; at?: number },
): string {
  return withQuery("/lens", {
    in: `${model}/${sae}`,
    text,
    passage: passage === undefined ? undefined : String(passage),
    at: at === undefined ? undefined : String(at),
  });
}

export function recipeJsonUrl(id: string): string {
  return `/api/steer/${encodeURIComponent(id)}/recipe`;
}

export function harnessCsvUrl(id: string): string {
  return `/api/steer/${encodeURIComponent(id)}/harness`;
}

/** Models, SAEs and how far each has been read. */
export const EXPLORE_URL = "/#models";
/** Leads on to the map of one of the SAEs. */
export const MAP_URL = "/map";
export const LEARN_URL = "/learn";
export const BENCHMARK_URL = "/benchmark";
export const LENS_URL = "/lens";
export const SEARCH_URL = "/search";
export const API_DOCS_URL = "/api-docs";
export const ADMIN_URL = "/admin";
export const SETTINGS_URL = "/settings";

/** @param next where to go afterwards */
export function signInUrl(next?: string): string {
  return withQuery("/sign-in", { next: next === "/" ? undefined : next });
}

export function registerUrl(next?: string): string {
  return withQuery("/register", { next: next === "/" ? undefined : next });
}

export function userUrl(name: string): string {
  return `/u/${encodeURIComponent(name)}`;
}

/** The playground with a vector of somebody's own. @param id of table steering_vector */
export function steerWithVectorUrl(model: string, id: string): string {
  return withQuery("/steer", { model, vectors: id });
}

/** Features of safety-relevant families. @param at one family in one SAE */
export function safetyUrl(at?: SaeAddress & { family: string }, after?: number): string {
  return withQuery("/safety", {
    in: at && `${at.model}/${at.sae}`,
    family: at?.family,
    after: after ? String(after) : undefined,
  });
}

export const VECTORS_URL = "/vectors";

export function vectorUrl(id: string): string {
  return `${VECTORS_URL}/${encodeURIComponent(id)}`;
}

export const LISTS_URL = "/lists";

export function listUrl(id: string): string {
  return `${LISTS_URL}/${encodeURIComponent(id)}`;
}

/** @param section as in domain/administration.ts */
export function adminUrl(section: string, query: Record<string, string | undefined> = {}): string {
  return withQuery(section === "" ? "/admin" : `/admin/${section}`, query);
}

/** One run of /admin/train. */
export function trainingRunUrl(id: string): string {
  return adminUrl(`train/${encodeURIComponent(id)}`);
}

/** The flow from feature to feature, at one of them or at the next that is worth a label, which `past` is not. */
export function labelUrl(
  query: { within?: SaeAddress; feature?: FeatureAddress; past?: FeatureAddress } = {},
): string {
  const { within, feature, past } = query;
  const name = (address: FeatureAddress) => `${address.model}/${address.sae}/${address.index}`;
  return withQuery("/label", {
    in: within && `${within.model}/${within.sae}`,
    feature: feature && name(feature),
    past: past && name(past),
  });
}

/** @param id of table short_link */
export function shortLinkUrl(id: string): string {
  return `/s/${encodeURIComponent(id)}`;
}

/** What other sites put into a frame. */
export function embedUrl(path: string): string {
  return `/embed${path}`;
}

/** The twin quiz, within one SAE or across all. */
export function twinsUrl(within?: SaeAddress): string {
  return withQuery("/label/twins", { in: within && `${within.model}/${within.sae}` });
}

export function quizUrl(labelId: number): string {
  return `/label/quiz/${labelId}`;
}

/** An address of this site as it stands in a parameter; the home page for anything that would lead elsewhere. */
export function localPath(text: string): string {
  return /^\/(?![/\\])[^\s\\]*$/.test(text) ? text : "/";
}

/** A path segment as the router hands it over; one that is not valid percent-encoding is taken as it stands. */
export function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

export function withQuery(path: string, query: Record<string, string | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, value);
  return search.size === 0 ? path : `${path}?${search}`;
}

/** What of a feature's examples is shown; read from an address in domain/feature-view.ts. */
export interface FeatureView {
  /** 0 shows the top examples and every band, 1..5 one band, 1 the lowest. */
  band: number;
  /** Tokens on each side of the peak, or the whole passage. */
  window: "8" | "32" | "all";
  breaks: "show" | "hide";
  /** A text of the reader's own that the feature is read on. */
  text?: string | undefined;
}
const DEFAULT_FEATURE_VIEW: FeatureView = { band: 0, window: "32", breaks: "hide" };

function featureViewQuery(view: FeatureView): Record<string, string | undefined> {
  return {
    band: view.band === DEFAULT_FEATURE_VIEW.band ? undefined : String(view.band),
    window: view.window === DEFAULT_FEATURE_VIEW.window ? undefined : view.window,
    breaks: view.breaks === DEFAULT_FEATURE_VIEW.breaks ? undefined : view.breaks,
    text: view.text,
  };
}

/** A feature as people name it: an index with, where written, the SAE and the model it belongs to. */
export interface FeatureReference {
  model?: string;
  sae?: string;
  index: number;
}

const NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";
const REFERENCE = new RegExp(`^(?:(?:(${NAME})[/@])?(${NAME})[/:])?#?(\\d{1,9})$`);

/**
 * Reads "1234", "#1234", "3-res-4k/1234", "stories15m/3-res-4k/1234", "stories15m@3-res-4k:1234" or the address of a
 * feature page. Null when the text is none of these.
 */
export function parseFeatureReference(text: string): FeatureReference | null {
  const trimmed = text.trim();
  const path =
    /^https?:\/\/[^/]+\/(?:api\/feature\/)?([^?#]*)/.exec(trimmed)?.[1] ?? trimmed.replace(/^\//, "");
  const match = REFERENCE.exec(path.replace(/\/$/, ""));
  if (!match) return null;
  const [, model, sae, index] = match;
  return { ...(model ? { model } : {}), ...(sae ? { sae } : {}), index: Number(index) };
}
