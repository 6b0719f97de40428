import { leadingKeys } from "./key-masses";
import { anyOf, bestFit, quoteKey, type Writer } from "./writer";

/** "“dragon”": most of the activation lies on one token, or on one of a few. */
export const writeToken: Writer = (training) =>
  bestFit(
    leadingKeys(training, 0).map((keys) => ({
      method: "token",
      text: anyOf(keys.map(quoteKey)),
      rule: { kind: "keys", offset: 0, keys },
    })),
    training,
  );
