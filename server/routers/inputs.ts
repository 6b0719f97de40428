import { z } from "zod";

/** Names as they stand in an address; whether they exist is for server/addresses.ts to say. */
const name = z.string().min(1).max(1000);

export const saeAddress = z.object({ model: name, sae: name });
export const featureAddress = saeAddress.extend({ index: name });
