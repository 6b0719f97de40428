import { publicProcedure } from "../../trpc";
import { findComing } from "./queries";

/** Models of the demo's that are still being fetched, with how far each is, or why it could not be. */
export const listComing = publicProcedure.query(() => findComing());
