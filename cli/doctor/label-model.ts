import { FeaturescopeError } from "@/domain/errors";
import { labelEndpoint, listServedModels } from "@/workers/labels/llm/endpoint";
import { check } from "./check";

const LOOK_MS = 5_000;

/** The language model that can be asked for labels: whether one is set, answers, and has the model. */
export const checkLabelModel = () =>
  check("label model", async () => {
    const endpoint = labelEndpoint();
    if (!endpoint)
      return {
        text: "none set; labels are written by rule (OPENAI_BASE_URL and OPENAI_MODEL add those of a language model)",
        details: { set: false },
      };
    const { url, model, key } = endpoint;
    const offered = await listServedModels(endpoint, AbortSignal.timeout(LOOK_MS));
    if (offered && !offered.includes(model))
      throw new FeaturescopeError(
        "NOT_FOUND",
        `${new URL(url).host} offers no model "${model}".`,
        `It has ${offered.slice(0, 8).join(", ") || "none"}: set OPENAI_MODEL to one of them.`,
      );
    const how = key ? "with a key" : "without a key";
    return {
      text: `${model} at ${new URL(url).host}, ${how}${offered ? "" : "; the server does not list its models"}`,
      details: { set: true, host: new URL(url).host, model, key: key !== null, listed: offered !== null },
    };
  });
