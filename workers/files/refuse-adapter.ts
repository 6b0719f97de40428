import { FeaturescopeError } from "@/domain/errors";

/** What PEFT writes beside an adapter. */
const ADAPTER = "adapter_config.json";

/**
 * Throws UNSUPPORTED for the files of a PEFT adapter (LoRA and the like). transformers would put it onto its base model, even
 * where whole weights lie beside it.
 * @param names of the files in the folder
 */
export function refuseAdapter(place: string, names: readonly string[]): void {
  if (names.includes(ADAPTER))
    throw new FeaturescopeError(
      "UNSUPPORTED",
      `${place} holds an adapter of PEFT (${ADAPTER}), not a whole model.`,
      "Merge it into its base model first, merge_and_unload() and then save_pretrained(), and give that folder.",
    );
}
