import { z } from "zod";
import { ASKED_ACROSS, textActivations, type TextActivations } from "@/domain/text-activations";
import { callWorker } from "../../platform/worker-rpc/call-worker";

const TIMEOUT_MS = 60_000;
/** After this long no further SAEs are begun with: whoever asks has a connection that others may cut. */
const BUDGET_MS = 90_000;

/**
 * A text read by several SAEs of a model, however many there are: some at a time, each time counting as one computation.
 * @returns what was read in the time there is, in the order asked for; less than all where that was too little
 * @throws FeaturescopeError what callWorker throws
 */
export async function activateAcross(
  saeIds: readonly number[],
  text: string,
  budgetMs = BUDGET_MS,
): Promise<TextActivations[]> {
  const end = Date.now() + budgetMs;
  const read: TextActivations[] = [];
  for (let i = 0; i < saeIds.length && Date.now() < end; i += ASKED_ACROSS)
    read.push(
      ...(await callWorker(
        "activate-across",
        { saeIds: saeIds.slice(i, i + ASKED_ACROSS), text },
        z.array(textActivations),
        TIMEOUT_MS,
      )),
    );
  return read;
}
