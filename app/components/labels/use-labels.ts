"use client";

import { useCallback, useState } from "react";
import { server } from "@/app/trpc/client";
import type { FeatureAddress } from "@/domain/urls";
import type { CommentDetails } from "@/server/procedures/comment/queries";
import type { LabelDetails } from "@/server/procedures/label/queries";

export interface Opinions {
  labels: LabelDetails[];
  comments: CommentDetails[];
}

/** A feature's labels and remarks as the server has them, read again after every change. */
export function useOpinions(address: FeatureAddress, initial: Opinions) {
  const [opinions, setOpinions] = useState(initial);
  const { model, sae, index } = address;
  const refresh = useCallback(async () => {
    const input = { model, sae, index: String(index) };
    const [labels, comments] = await Promise.all([
      server.label.list.query(input),
      server.comment.list.query(input),
    ]);
    setOpinions({ labels, comments });
  }, [model, sae, index]);
  return { ...opinions, refresh };
}
