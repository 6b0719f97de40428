import { splittingUrl } from "@/domain/splitting";
import { featureUrl, saeUrl } from "@/domain/urls";
import { walkUrl } from "@/domain/walk";
import { MODEL } from "../../tests/support/fixture-dashboards";
import type { ScaleSae } from "./fill";

/** Everything that is read of an instance, by what it is called; the n-th path of each asks for another thing. */
export function kindsOf(
  saes: readonly ScaleSae[],
  words: readonly string[],
): Record<string, (n: number) => string> {
  const [widest, wide] = saes;
  if (!widest || !wide) throw new Error("The instance has no SAEs.");
  const sae = ({ slug }: ScaleSae) => ({ model: MODEL, sae: slug });
  const feature = (of: ScaleSae) => (n: number) =>
    featureUrl({ ...sae(of), index: (n * 7919) % of.features });
  const map = `${MODEL}/${widest.slug}`;
  const word = (n: number) => words[n % words.length] ?? "word";
  const under = (of: ScaleSae, rest: string) => saeUrl(sae(of)) + rest;
  return {
    "first page": () => "/",
    "page of the model with 500 SAEs": () => `/${MODEL}`,
    "feature page, widest SAE": feature(widest),
    "feature page, 65,536 features": feature(wide),
    "table, widest SAE": () => under(widest, ""),
    "table, widest SAE, by density": () => under(widest, "?sort=density&order=desc"),
    "table, widest SAE, by maximum": () => under(widest, "?sort=max&order=desc"),
    "table, widest SAE, two bounds": (n) => under(widest, `?minMax=${3 + (n % 3)}&maxPercent=1`),
    "table, 65,536 features, by density": () => under(wide, "?sort=density&order=asc&minPercent=0.01"),
    "random feature, widest SAE": () => under(widest, "/random"),
    evaluation: () => under(wide, "/evaluation"),
    splitting: (n) => splittingUrl(sae(wide), n * 31),
    walk: (n) => walkUrl(sae(wide), [n * 31]),
    "map page, widest SAE": () => under(widest, "/map"),
    "points of the map, widest SAE": () => `/api/map/${map}/points`,
    "picture of the map, widest SAE": () => `/api/map/${map}/picture`,
    "search, a seldom word": (n) => `/search?q=${word(400 + n)}`,
    "search, a frequent word": (n) => `/search?q=${word(n % 5)}`,
    "search, three words": (n) => `/search?q=${word(n)}+${word(40 + n)}+${word(900 + n)}`,
    "search, a misspelt word": (n) => `/search?q=${word(500 + n)}x`,
    "search in one SAE": (n) => `/search?q=${word(20 + n)}&model=${MODEL}&sae=${widest.slug}`,
    "safety page": () => "/safety",
    lists: () => "/lists",
    playground: () => "/steer",
    "catalogue by the API": () => "/api/v1/models",
    "feature by the API": (n) =>
      `/api/v1/models/${MODEL}/saes/${widest.slug}/features/${(n * 7919) % widest.features}`,
    metrics: () => "/metrics",
    health: () => "/api/health",
  };
}
