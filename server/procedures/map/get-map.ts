import { distance } from "@/domain/distances";
import { resolveSae } from "../../addresses";
import { vanished } from "../../errors";
import { publicProcedure } from "../../trpc";
import { findSae } from "../sae/queries";
import { saeAddress } from "../inputs";
import { findMap } from "./queries";

/** An SAE and, once it has been laid out by a distance, its map: clusters, settings and the version of its points. */
export const getMap = publicProcedure
  .input(saeAddress.extend({ distance: distance.nullable().default(null) }))
  .query(async ({ input }) => {
    const { id } = await resolveSae(input);
    const [sae, map] = await Promise.all([findSae(input), findMap(id, input.distance)]);
    return { sae: sae ?? vanished(input.sae), map };
  });
