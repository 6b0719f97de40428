/** The demo's second model: a real chat model, which is too large to be waited for at the first start. */
export const LARGER_MODEL = "smollm2-135m";

/** Read at first: about half an hour on two cores at the most. The corpus may hold more. */
export const LARGER_MODEL_TOKENS = 550_000;
