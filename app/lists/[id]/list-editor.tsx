"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { TextArea } from "@/app/components/forms/text-area";
import { TextField } from "@/app/components/forms/text-field";
import { useCall } from "@/app/components/forms/use-call";
import { server } from "@/app/trpc/client";
import { VISIBILITIES, type Visibility } from "@/domain/accounts";
import { ITEM_NOTE_LIMIT, LIST_NOTE_LIMIT, LIST_TITLE_LIMIT } from "@/domain/lists";
import { LISTS_URL } from "@/domain/urls";
import type { ListItem } from "@/server/procedures/list/queries";
import { ListFeatures } from "./list-features";

interface Props {
  list: {
    id: string;
    version: number;
    title: string;
    note: string;
    visibility: Visibility;
    features: ListItem[];
  };
}

/** What the owner of a list does with it: order, notes, title, who may see it. Saved together. */
export function ListEditor({ list }: Props) {
  const router = useRouter();
  const [features, setFeatures] = useState(list.features);
  const [title, setTitle] = useState(list.title);
  const [note, setNote] = useState(list.note);
  const [visibility, setVisibility] = useState(list.visibility);
  const arranged = features !== list.features;
  const said = title !== list.title || note !== list.note || visibility !== list.visibility;
  const save = useCall(async () => {
    const { id, version } = list;
    if (said) await server.list.edit.mutate({ id, version, title, note, visibility });
    if (arranged)
      await server.list.arrange.mutate({
        id,
        version: said ? version + 1 : version,
        items: features.map((item) => ({
          model: item.model,
          sae: item.sae,
          index: String(item.index),
          note: item.note,
        })),
      });
    router.refresh();
  });
  const remove = useCall(async () => {
    await server.list.delete.mutate({ id: list.id });
    router.push(LISTS_URL);
  });
  const move = (place: number, by: number) => {
    const next = [...features];
    next.splice(place + by, 0, ...next.splice(place, 1));
    setFeatures(next);
  };
  const changeNote = (place: number, text: string) =>
    setFeatures(features.map((item, i) => (i === place ? { ...item, note: text } : item)));
  return (
    <>
      <ListFeatures
        features={features}
        controls={(item, place) => (
          <div className="flex min-w-0 flex-1 basis-80 items-start gap-1.5">
            <textarea
              rows={2}
              maxLength={ITEM_NOTE_LIMIT}
              aria-label={`Note on ${item.sae} ${item.index}`}
              placeholder="Note"
              className="field min-w-0 flex-1"
              value={item.note}
              onChange={(event) => changeNote(place, event.target.value)}
            />
            <button
              type="button"
              className="control px-2"
              disabled={place === 0}
              aria-label={`Move ${item.sae} ${item.index} up`}
              onClick={() => move(place, -1)}
            >
              ↑
            </button>
            <button
              type="button"
              className="control px-2"
              disabled={place === features.length - 1}
              aria-label={`Move ${item.sae} ${item.index} down`}
              onClick={() => move(place, 1)}
            >
              ↓
            </button>
            <button
              type="button"
              className="control px-2"
              aria-label={`Take ${item.sae} ${item.index} out`}
              onClick={() => setFeatures(features.filter((other) => other !== item))}
            >
              ×
            </button>
          </div>
        )}
      />
      <form
        className="mt-5 max-w-[680px] space-y-3"
        onSubmit={(event) => {
          event.preventDefault();
          void save.run();
        }}
      >
        <TextField
          label="Title"
          required
          maxLength={LIST_TITLE_LIMIT}
          value={title}
          onChange={(event) => setTitle(event.target.value)}
        />
        <TextArea label="Note" rows={3} maxLength={LIST_NOTE_LIMIT} value={note} onChange={setNote} />
        <label className="block">
          <span className="mb-1 block font-medium">Who may see it</span>
          <select
            className="field"
            value={visibility}
            onChange={(event) =>
              setVisibility(VISIBILITIES.find((value) => value === event.target.value) ?? "private")
            }
          >
            <option value="public">public: everybody, listed on this site</option>
            <option value="unlisted">unlisted: whoever has its address</option>
            <option value="private">private: you alone</option>
          </select>
        </label>
        <ProblemNote problem={save.problem ?? remove.problem} />
        <div className="flex flex-wrap gap-2">
          <button
            type="submit"
            className="control control-primary disabled:opacity-60"
            disabled={save.busy || !(said || arranged)}
          >
            Save
          </button>
          <button type="button" className="control" disabled={remove.busy} onClick={() => void remove.run()}>
            Delete list
          </button>
        </div>
      </form>
    </>
  );
}
