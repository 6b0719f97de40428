"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { SelectField } from "@/app/components/forms/select-field";
import { TextField } from "@/app/components/forms/text-field";
import { server } from "@/app/trpc/client";
import { textEncoding, type ImportRequest, type TextEncoding } from "@/domain/imports";
import { useChange } from "@/app/components/forms/use-change";

const TEXTS = [
  "model",
  "sae",
  "corpus",
  "hook",
  "name",
  "saeName",
  "corpusName",
  "column",
] as const satisfies readonly (keyof ImportRequest)[];

const ENCODING_NAMES: Record<TextEncoding, string> = {
  "utf-8": "UTF-8",
  "utf-16le": "UTF-16, little-endian",
  "utf-16be": "UTF-16, big-endian",
  latin1: "Latin-1 (Windows-1252)",
};
const ENCODINGS = [
  { value: "", name: "by its mark, or UTF-8" },
  ...textEncoding.options.map((value) => ({ value, name: ENCODING_NAMES[value] })),
];

/** What an import is asked for, beginning from an earlier one where that is to be changed; files are the worker's. */
export function ImportForm({ asked }: { asked?: ImportRequest | undefined }) {
  const router = useRouter();
  const [round, setRound] = useState(0);
  const { run, busy, problem } = useChange(async (form: FormData) => {
    const text = (field: string) => {
      const value = form.get(field);
      return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
    };
    const number = (field: string) => (text(field) === undefined ? undefined : Number(text(field)));
    const { model = "", ...texts } = Object.fromEntries(TEXTS.map((field) => [field, text(field)]));
    await server.import.start.mutate({
      ...texts,
      model,
      inputScale: number("inputScale"),
      encoding: textEncoding.optional().parse(text("encoding")),
      tokens: number("tokens"),
      length: number("length"),
      force: form.get("force") !== null,
    });
    setRound(round + 1);
    if (asked) router.replace("/admin/import"); // what was to be changed is on its way
  });
  return (
    <form
      key={round}
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        void run(new FormData(event.currentTarget));
      }}
    >
      <TextField
        name="model"
        defaultValue={asked?.model}
        label="Language model"
        hint="owner/name[/file.gguf][@revision] on the Hugging Face hub, or a folder or .gguf file of the worker inside FEATURESCOPE_ROOTS"
        placeholder="openai-community/gpt2"
        required
        maxLength={1000}
      />
      <TextField
        name="sae"
        defaultValue={asked?.sae}
        label="SAE"
        hint="owner/name/folder[@revision] on the hub, or a folder of the worker"
        placeholder="jbloom/GPT2-Small-SAEs-Reformatted/blocks.8.hook_resid_pre"
        maxLength={1000}
      />
      <TextField
        name="corpus"
        defaultValue={asked?.corpus}
        label="Corpus"
        hint="hf:datasets/owner/name/file[@revision] on the hub, or a file of the worker: plain text, .jsonl, .json, .csv, .tsv (packed with gzip or zstd, too) or .parquet. Without one no feature pages are computed."
        maxLength={1000}
      />
      <details open={asked !== undefined}>
        <summary className="cursor-pointer font-medium">More</summary>
        <div className="mt-3 space-y-4">
          <TextField
            name="hook"
            defaultValue={asked?.hook}
            label="Hook point"
            hint="Only where the SAE's files do not say: blocks.5.hook_resid_post"
            maxLength={120}
          />
          <TextField
            name="inputScale"
            defaultValue={asked?.inputScale}
            label="Scale of the SAE's inputs"
            hint="Only where its files want one factor (expected_average_only_in) and do not say which"
            type="number"
            step="any"
            min={0}
          />
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField
              name="tokens"
              label="Tokens to read"
              type="number"
              min={1}
              defaultValue={asked?.tokens ?? 1_000_000}
            />
            <TextField
              name="length"
              defaultValue={asked?.length}
              label="Tokens of a passage"
              type="number"
              min={8}
              placeholder="as trained"
            />
            <TextField
              name="column"
              defaultValue={asked?.column}
              label="Column of the text"
              hint="Or of messages, or token ids"
              placeholder="text, messages, input_ids, ..."
              maxLength={120}
            />
            <SelectField
              name="encoding"
              label="Encoding of the text"
              defaultValue={asked?.encoding ?? ""}
              options={ENCODINGS}
            />
            <TextField name="name" defaultValue={asked?.name} label="Name of the model" maxLength={120} />
            <TextField name="saeName" defaultValue={asked?.saeName} label="Name of the SAE" maxLength={120} />
            <TextField
              name="corpusName"
              defaultValue={asked?.corpusName}
              label="Name of the corpus"
              maxLength={120}
            />
          </div>
          <label className="flex items-start gap-2">
            <input type="checkbox" name="force" defaultChecked={asked?.force} className="mt-1" />
            <span>Go on even if the trial says that the model and the SAE do not match</span>
          </label>
        </div>
      </details>
      <ProblemNote problem={problem} />
      <button type="submit" className="control control-primary" disabled={busy}>
        Import
      </button>
    </form>
  );
}
