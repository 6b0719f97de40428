import { fetchMeter } from "../demo/fetch-meter";
import { LARGER_MODEL_TOKENS } from "../demo/larger-model";
import { registerDemo } from "../demo/register";
import { dataFolder } from "../files/data-folder";
import { ensureLanguageModel } from "../files/language-model";
import { readLanguageModelManifest } from "../files/model-manifest";
import type { TaskHandler } from "../queue/task-context";

const prepareDemo: TaskHandler<"prepare-demo"> = async ({ model }, { pool, signal, report }) => {
  const { source, title } = await readLanguageModelManifest(model);
  const describe = fetchMeter(title);
  // one more than what is fetched, for registering
  let total = 1;
  report(0, total, `Fetching ${title}`);
  const place = await ensureLanguageModel(source, {
    dataFolder: dataFolder(),
    onProgress: (progress) => {
      total = (progress.total ?? progress.received) + 1;
      report(progress.received, total, describe(progress));
    },
    signal,
  });
  report(total - 1, total, `Registering ${title}`);
  await registerDemo(pool, model, place, { level: "background", firstTokens: LARGER_MODEL_TOKENS });
  report(total, total);
};

export default prepareDemo;
