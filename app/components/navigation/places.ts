import { mapUrl } from "@/domain/map-view";
import {
  ADMIN_URL,
  API_DOCS_URL,
  BENCHMARK_URL,
  compareUrl,
  EXPLORE_URL,
  LEARN_URL,
  LENS_URL,
  LISTS_URL,
  labelUrl,
  MAP_URL,
  registerUrl,
  saeUrl,
  safetyUrl,
  SEARCH_URL,
  SETTINGS_URL,
  signInUrl,
  steerUrl,
  traceUrl,
  VECTORS_URL,
  type SaeAddress,
} from "@/domain/urls";

/** A page that the header, the menu and the command palette lead to. */
export interface Place {
  name: string;
  href: string;
  /** What one does there; also what the palette finds it by. */
  says: string;
}

/** The pages of the header, in its order. @param within the SAE that the page shown is about */
export function mainPlaces(within?: SaeAddress): Place[] {
  return [
    {
      name: "Explore",
      href: within ? saeUrl(within) : EXPLORE_URL,
      says: within ? `All features of ${within.sae}` : "Models, SAEs and their features",
    },
    { name: "Map", href: within ? mapUrl(within) : MAP_URL, says: "All features as a landscape" },
    { name: "Search", href: SEARCH_URL, says: "Find features by words, by meaning, or with your own text" },
    { name: "Steer", href: steerUrl(within?.model), says: "Turn features up or down while the model writes" },
    { name: "Trace", href: traceUrl(), says: "Which features made the model say this and not that" },
    { name: "Label", href: labelUrl({ within }), says: "Say what features stand for, one after the other" },
    { name: "Learn", href: LEARN_URL, says: "A guided tour in nine short steps" },
    { name: "Lists", href: LISTS_URL, says: "Features that people have put together" },
  ];
}

/** Further pages, by what the reader may open. */
export function otherPlaces({ signedIn, admin }: { signedIn: boolean; admin: boolean }): Place[] {
  return [
    { name: "Home", href: "/", says: "The first page" },
    { name: "Compare", href: compareUrl(), says: "Two features side by side" },
    {
      name: "Layer by layer",
      href: LENS_URL,
      says: "What the model would say at each layer: the logit lens",
    },
    {
      name: "Does steering work?",
      href: BENCHMARK_URL,
      says: "How well features steer, measured beside controls: the benchmark",
    },
    {
      name: "Safety",
      href: safetyUrl(),
      says: "Features about danger, lying, secrets and the like, for review",
    },
    {
      name: "Vectors",
      href: VECTORS_URL,
      says: "Steering directions that people made from texts of their own",
    },
    { name: "API", href: API_DOCS_URL, says: "The same data for programs" },
    ...(signedIn
      ? [{ name: "Settings", href: SETTINGS_URL, says: "Your password, keys and sessions" }]
      : [
          { name: "Sign in", href: signInUrl(), says: "To label, vote and keep lists" },
          { name: "Make an account", href: registerUrl(), says: "A name and a password are enough" },
        ]),
    ...(admin ? [{ name: "Admin", href: ADMIN_URL, says: "Jobs, accounts, models and moderation" }] : []),
  ];
}
