import { START } from "../text-view";
import { leadingKeys } from "./key-masses";
import { anyOf, bestFit, quoteKey, type Writer } from "./writer";

/** "after “once”": most of the activation lies on the token after one token, or after one of a few. */
export const writeAfterToken: Writer = (training) =>
  bestFit(
    leadingKeys(training, -1).map((keys) => ({
      method: "after-token",
      text: `after ${anyOf(keys.map((key) => (key === START ? "the start of the text" : quoteKey(key))))}`,
      rule: { kind: "keys", offset: -1, keys },
    })),
    training,
  );
