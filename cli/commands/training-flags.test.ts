import { Command } from "commander";
import { expect, test } from "vitest";
import { addTrainingFlags, readTrainingFlags, type TrainingFlags } from "./training-flags";

const read = (...words: string[]) => {
  const command = addTrainingFlags(new Command("train"));
  command.parse(["--hook", "blocks.3.hook_resid_post", "--features", "1152", ...words], { from: "user" });
  return readTrainingFlags(command.opts<TrainingFlags>());
};

test("what is not said is as it has always been, so that a command comes to the same manifest", () => {
  expect(JSON.parse(JSON.stringify(read("--k", "32")))).toEqual({
    ...{ hookName: "blocks.3.hook_resid_post", architecture: "batchtopk", features: 1152, k: 32, l1: 0 },
    ...{
      batch: 2048,
      steps: 10_000,
      rate: 2e-4 / Math.sqrt(1152 / 16384),
      warmupSteps: 1000,
      decayShare: 0.2,
    },
    ...{ auxiliary: 1 / 32, deadAfterTokens: 400_000, bufferTokens: 4_000_000, seed: 0 },
  });
});

test("schedules, first directions and what JumpReLU takes", () => {
  const annealed = read(
    "--k",
    "32",
    "--k-from",
    "64",
    "--k-anneal",
    "500",
    "--schedule",
    "constant",
    "--initial",
    "data",
  );
  expect(annealed).toMatchObject({
    kFrom: 64,
    kAnnealSteps: 500,
    schedule: "constant",
    decayShare: 0,
    initial: "data",
  });
  const jump = read("--architecture", "jumprelu", "--l0", "3", "--sparsity-warmup", "200");
  expect(jump).toMatchObject({ architecture: "jumprelu", l0: 3, bandwidth: 0.05, sparsityWarmupSteps: 200 });
});

test.each([
  [["--k", "32", "--l0", "3"], "Option l0: l0 belongs to jumprelu, and only to it."],
  [["--k", "32", "--bandwidth", "3"], "Option bandwidth: the bandwidth belongs to jumprelu, and only to it."],
  [["--architecture", "jumprelu"], "Option l0: l0 belongs to jumprelu, and only to it."],
  [["--k", "32", "--k-from", "64"], "Option kAnnealSteps: kFrom and kAnnealSteps go together."],
  [
    ["--k", "32", "--schedule", "constant", "--decay", "0.3"],
    "Option decayShare: a constant rate has no share of the steps over which it falls.",
  ],
])("%j is refused by name", (words, message) => {
  expect(() => read(...words)).toThrow(message);
});
