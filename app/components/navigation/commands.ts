import {
  featureUrl,
  parseFeatureReference,
  randomFeatureUrl,
  withQuery,
  type SaeAddress,
} from "@/domain/urls";
import type { Place } from "./places";

/** Something that the palette can do: go somewhere, or press what the page offers. */
export interface Command {
  id: string;
  name: string;
  says: string;
  run: { go: string } | { press: HTMLElement };
}

export interface CommandGroup {
  value: string;
  items: Command[];
}

/** What the page shown declares as actions: controls with data-command, pressed where they stand; each once. */
export function pageCommands(root: ParentNode): Command[] {
  const controls = [...root.querySelectorAll<HTMLElement>("[data-command]")];
  return [...new Map(controls.map((control) => [control.dataset.command ?? "", control]))].map(
    ([name, press]) => ({ id: `here: ${name}`, name, says: "On this page", run: { press } }),
  );
}

/** Where a typed text leads whatever it finds: the feature that it names, and the readings of the search page. */
export function readings(query: string, within?: SaeAddress): Command[] {
  if (query === "") return [];
  const reference = parseFeatureReference(query);
  const model = reference?.model ?? within?.model;
  const sae = reference?.sae ?? within?.sae;
  const feature =
    reference && model && sae
      ? [{ href: featureUrl({ model, sae, index: reference.index }), model, sae }]
      : [];
  const inSae = within ? `${within.model}/${within.sae}` : undefined;
  return [
    ...feature.map(({ href, model, sae }) => ({
      id: "feature by number",
      name: `Feature ${reference?.index ?? ""}`,
      says: `${model} › ${sae}`,
      run: { go: href },
    })),
    {
      id: "search",
      name: `Search for “${query}”`,
      says: "Words and meaning",
      run: { go: withQuery("/search", { q: query, tab: "all" }) },
    },
    {
      id: "read",
      name: `Read “${query}” with the model`,
      says: "Which features light up on it",
      run: { go: withQuery("/search", { q: query, tab: "text", in: inSae }) },
    },
  ];
}

/** Actions that make sense on every page. */
export function everywhere(within?: SaeAddress): Command[] {
  return within
    ? [
        {
          id: "random",
          name: "Random feature",
          says: `One of ${within.sae}`,
          run: { go: randomFeatureUrl(within) },
        },
      ]
    : [];
}

export function placeCommand({ name, href, says }: Place): Command {
  return { id: href, name, says, run: { go: href } };
}

/** Whether every word of the query begins a word of the command. */
export function matches({ name, says }: Pick<Command, "name" | "says">, query: string): boolean {
  const words = ` ${name} ${says}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => words.includes(` ${word}`));
}
