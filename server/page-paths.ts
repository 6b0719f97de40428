import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { ADMIN_SECTIONS, isAdminSection } from "@/domain/administration";
import { decodeSegment } from "@/domain/urls";
import { allowCall } from "./platform/access/calls";
import { requireRole } from "./platform/access/rules";
import { currentViewer } from "./platform/access/viewer";
import { readableRun } from "./procedures/steer/readable-run";
import { requireList } from "./procedures/list/change-list";
import { placeOfLabel } from "./procedures/label/change-label";
import { requireVector } from "./procedures/vector/change-vector";
import { resolveTraining } from "./procedures/training/resolve-training";
import { linkTarget, nothingBehind, pathnameOf } from "./procedures/share/short-link";
import { galleryIsOpen } from "./gallery-is-open";
import { resolveFeature, resolveModel, resolveProfile, resolveSae } from "./addresses";

/** Pages that are not a model's, by their first path segment, and what checks the rest of the path. */
const OTHER_PAGES: Record<string, (rest: string[]) => unknown> = {
  "": single,
  admin: async ([section = "", id, ...rest]) => {
    single(rest);
    if (!isAdminSection(section)) throw noSuchPage();
    requireRole(ADMIN_SECTIONS[section].role);
    if (id === undefined) return;
    if (section !== "train" || !z.uuid().safeParse(id).success) throw noSuchPage();
    await resolveTraining(id);
  },
  "api-docs": single,
  benchmark: single,
  compare: single,
  // for who works on the program
  dev: ([name, ...rest]) => {
    single(rest);
    if (name !== "gallery" || !galleryIsOpen()) throw noSuchPage();
  },
  embed: async ([kind = "", ...rest]) => {
    const byId = kind === "lists" || kind === "steer";
    if (rest.length !== (byId ? 1 : 2)) throw noSuchPage();
    await (byId ? OTHER_PAGES[kind]?.(rest) : resolveModelPage(kind, rest));
  },
  label: ([kind, id, ...rest]) => {
    single(rest);
    if (kind === undefined || (kind === "twins" && id === undefined)) return;
    if (kind === "quiz" && /^\d{1,9}$/.test(id ?? "")) return placeOfLabel(Number(id));
    single([kind]);
  },
  lists: ([id, ...rest]) => {
    single(rest);
    return id === undefined ? undefined : requireList(id);
  },
  register: single,
  s: async ([id = "", ...rest]) => {
    single(rest);
    await resolveShortLink(id);
  },
  safety: single,
  search: single,
  settings: single,
  "sign-in": single,
  learn: single,
  lens: single,
  map: single,
  // what refused addresses are rewritten to; by its own name it is no page
  problem: () => {
    throw noSuchPage();
  },
  steer: ([id, ...rest]) => (single(rest), id === undefined ? undefined : readableRun(id)),
  trace: single,
  vectors: ([id, ...rest]) => (single(rest), id === undefined ? undefined : requireVector(id)),
  u: ([name = "", ...rest]) => (single(rest), resolveProfile(name)),
};

/** Pages about a whole SAE, by their path segment after it. */
const SAE_PAGES = new Set(["evaluation", "map", "random", "splitting", "walk"]);

/** Pages that a closed instance shows to everybody. */
const ENTRANCES = new Set(["register", "sign-in", "problem"]);

/**
 * Checks the path of a page before it is rendered, in the name of the viewer.
 * @throws FeaturescopeError BAD_INPUT or NOT_FOUND when it names no model, SAE or feature; SIGN_IN on a closed
 *   instance; DATABASE
 */
export async function resolvePagePath(pathname: string): Promise<void> {
  const [first = "", ...rest] = pathname.replace(/^\//, "").split("/").map(decodeSegment);
  await allowCall(currentViewer(), { does: "read", scope: "read", entrance: ENTRANCES.has(first) });
  if (Object.hasOwn(OTHER_PAGES, first)) await OTHER_PAGES[first]?.(rest);
  else await resolveModelPage(first, rest);
}

/**
 * The path and query that a short link leads the viewer to.
 * @throws FeaturescopeError NOT_FOUND when there is no such link, or nothing for the viewer where it leads
 */
export async function resolveShortLink(id: string): Promise<string> {
  const path = await linkTarget(id);
  try {
    await resolvePagePath(pathnameOf(path));
    return path;
  } catch (error) {
    throw error instanceof FeaturescopeError && error.code === "NOT_FOUND" ? nothingBehind() : error;
  }
}

async function resolveModelPage(model: string, [sae, index, ...rest]: string[]): Promise<void> {
  single(rest);
  if (sae === undefined) await resolveModel(model);
  else if (index === undefined || SAE_PAGES.has(index)) await resolveSae({ model, sae });
  else await resolveFeature({ model, sae, index });
}

/** The path ends here. */
function single(rest: readonly string[]): void {
  if (rest.length > 0) throw noSuchPage();
}

function noSuchPage(): FeaturescopeError {
  return new FeaturescopeError(
    "NOT_FOUND",
    "There is no page at this address.",
    "Feature pages have addresses of the form /model/sae/number.",
  );
}
