/** `npm run featurescope -- <command>`: one file a command, loaded when it is asked for. */
import { Command } from "commander";
import { reportAndExit } from "./report";

const COMMANDS: Record<string, { about: string; load: () => Promise<{ default: Command }> }> = {
  generate: { about: "let a model continue a prompt", load: () => import("./commands/generate") },
  sample: { about: "let a model write a corpus", load: () => import("./commands/sample") },
  train: { about: "train a sparse autoencoder", load: () => import("./commands/train") },
  controls: { about: "put an SAE beside its controls", load: () => import("./commands/controls") },
  collect: {
    about: "compute the dashboards of an SAE over a corpus",
    load: () => import("./commands/collect"),
  },
  "import-labels": {
    about: "bring labels from a Neuronpedia export",
    load: () => import("./commands/import-labels"),
  },
  "label-with-model": {
    about: "have a language model label features",
    load: () => import("./commands/label-with-model"),
  },
  "import-neuronpedia": {
    about: "bring dashboards in Neuronpedia's bulk layout",
    load: () => import("./commands/import-neuronpedia"),
  },
  "export-neuronpedia": {
    about: "write dashboards in Neuronpedia's bulk layout",
    load: () => import("./commands/export-neuronpedia"),
  },
  "label-scores": {
    about: "show how good automatic labels are",
    load: () => import("./commands/label-scores"),
  },
  "compare-labels": {
    about: "hold an SAE's automatic labels against another's",
    load: () => import("./commands/compare-labels"),
  },
  "evaluate-steering": {
    about: "measure how well features steer, beside controls",
    load: () => import("./commands/evaluate-steering"),
  },
  "evaluate-behaviour": {
    about: "measure whether steering changes how a chat model behaves",
    load: () => import("./commands/evaluate-behaviour"),
  },
  audit: {
    about: "write a share of a benchmark's texts again and compare",
    load: () => import("./commands/audit"),
  },
  add: {
    about: "add a language model, an SAE and a corpus of your own",
    load: () => import("./commands/add"),
  },
  backup: { about: "write the database into a file", load: () => import("./commands/backup") },
  restore: { about: "put a backup in the database's place", load: () => import("./commands/restore") },
  enable: { about: "install what another engine needs", load: () => import("./commands/enable") },
  doctor: { about: "show engine, database, disk and models", load: () => import("./commands/doctor") },
};

function overview(): Command {
  const program = new Command("featurescope").description("Look inside a language model.");
  for (const [name, { about }] of Object.entries(COMMANDS)) program.command(name).description(about);
  return program.addHelpText("after", "\nEach command explains itself with --help.");
}

try {
  const [name = "", ...rest] = process.argv.slice(2);
  const command = COMMANDS[name];
  if (command) {
    const { default: loaded } = await command.load();
    await loaded.name(`featurescope ${name}`).parseAsync(rest, { from: "user" });
  } else {
    overview().parse(process.argv.slice(2), { from: "user" });
  }
} catch (error) {
  reportAndExit(error);
}
