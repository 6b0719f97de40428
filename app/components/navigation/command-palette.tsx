"use client";

import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import type { SaeAddress } from "@/domain/urls";
import {
  everywhere,
  matches,
  pageCommands,
  placeCommand,
  readings,
  type Command,
  type CommandGroup,
} from "./commands";
import type { Place } from "./places";
import { useFoundFeatures } from "./use-found-features";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  places: readonly Place[];
  within?: SaeAddress;
}

/** Finds pages, features and actions by what is typed; Enter takes the first. */
export default function CommandPalette({ open, onOpenChange, places, within }: Props) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/40" />
        <Dialog.Popup
          aria-label="Find a page, a feature or an action"
          className="fixed top-[12dvh] left-1/2 z-50 flex max-h-[76dvh] w-[min(600px,calc(100vw-24px))] -translate-x-1/2 flex-col overflow-hidden rounded-card border border-line bg-panel shadow-xl outline-none"
        >
          <Finder places={places} within={within} onDone={() => onOpenChange(false)} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Finder({ places, within, onDone }: Pick<Props, "places" | "within"> & { onDone: () => void }) {
  const router = useRouter();
  const [typed, setTyped] = useState("");
  const query = typed.trim();
  const { features, query: found } = useFoundFeatures(query);
  const [actions] = useState(() => [...pageCommands(document), ...everywhere(within)]);
  const groups = useMemo((): CommandGroup[] => {
    const fit = (commands: Command[]) => commands.filter((command) => matches(command, query));
    return [
      { value: "Pages", items: fit(places.map(placeCommand)) },
      { value: "Actions", items: fit(actions) },
      { value: "Features", items: features.map(placeCommand) },
      { value: "Your words", items: readings(query, within) },
    ].filter(({ items }) => items.length > 0);
  }, [places, actions, features, query, within]);
  const run = (command: Command) => {
    onDone();
    if ("go" in command.run) router.push(command.run.go);
    else command.run.press.click();
  };
  return (
    <Autocomplete.Root
      open
      inline
      items={groups}
      filter={null}
      autoHighlight="always"
      keepHighlight
      value={typed}
      onValueChange={(value, { reason }) => {
        // a chosen command is run, not written into the box
        if (reason !== "item-press") setTyped(value);
      }}
      itemToStringValue={(command: Command) => command.name}
    >
      <Autocomplete.Input
        placeholder="A page, a feature, an action, or any text"
        aria-label="What are you looking for?"
        maxLength={200}
        className="min-h-12 w-full border-b border-line bg-transparent px-4 text-[15px] outline-none placeholder:text-soft"
      />
      <Autocomplete.List className="overflow-y-auto p-2 outline-none">
        {(group: CommandGroup) => (
          <Autocomplete.Group key={group.value} items={group.items} className="mb-1.5 last:mb-0">
            <Autocomplete.GroupLabel className="px-2.5 py-1 text-xs text-soft">
              {group.value}
            </Autocomplete.GroupLabel>
            <Autocomplete.Collection>
              {(command: Command) => (
                <Autocomplete.Item
                  key={command.id}
                  value={command}
                  onClick={() => run(command)}
                  className="flex cursor-pointer items-baseline gap-3 rounded-control px-2.5 py-1.5 data-highlighted:bg-sunken"
                >
                  <bdi className="min-w-0 truncate font-medium">{command.name}</bdi>
                  <span className="ml-auto shrink-0 truncate text-xs text-soft max-sm:max-w-[45%]">
                    {command.says}
                  </span>
                </Autocomplete.Item>
              )}
            </Autocomplete.Collection>
          </Autocomplete.Group>
        )}
      </Autocomplete.List>
      <p className="border-t border-line px-4 py-2 text-xs text-soft" role="status">
        {query.length >= 2 && found !== query
          ? "Looking for features …"
          : "Enter opens what is marked, Esc closes."}
      </p>
    </Autocomplete.Root>
  );
}
